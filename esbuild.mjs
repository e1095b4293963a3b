// Bundles the extension and its runner into dist/ and, with --tests, the tests and their tools into dist/test/.
//   node esbuild.mjs [--production] [--tests] [--watch]
import { build, context } from 'esbuild';
import { rmSync } from 'node:fs';

const production = process.argv.includes('--production');

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'], // jsonc-parser's main finds its parts in a way that cannot be bundled
  target: 'node20', // not below ES2017: the SDK recognises an async host function by its constructor
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
};

const extension = { ...shared, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode', './inspect.js'] };

const runner = {
  ...shared,
  entryPoints: ['src/runner/main.ts'],
  outfile: 'dist/runner.js',
  // The SDK's `instanceof Response` makes Node load its whole fetch stack, 40 ms of a cold start; nothing here hands it one.
  define: { Response: 'NoResponse' },
  banner: { js: 'class NoResponse {}' },
  external: ['./typescript.js', './enterPlugin.js', './inspect.js'],
};

// Not in the runner's bundle: the debugger skips that, and must not skip this.
const enterPlugin = { ...shared, entryPoints: ['src/runner/enterPlugin.ts'], outfile: 'dist/enterPlugin.js', sourcemap: false };

const typescript = { ...shared, entryPoints: ['src/runner/typescript.ts'], outfile: 'dist/typescript.js' };

// What reads debug information and evaluates expressions, for the runner and the extension.
const inspect = { ...shared, entryPoints: ['src/core/inspect/index.ts'], outfile: 'dist/inspect.js' };

const tests = {
  ...shared,
  entryPoints: [
    'test/unit/**/*.test.ts',
    'test/integration/**/*.ts',
    'test/ui/**/*.test.ts',
    'test/host/*.ts',
    'test/bench/index.ts',
    'test/bench/inRunner.ts',
    'test/torture/index.ts',
  ],
  outdir: 'dist/test',
  outbase: 'test',
  minify: false,
  packages: 'external',
  external: ['vscode'],
};

const product = [extension, runner, enterPlugin, typescript, inspect];
const bundles = process.argv.includes('--tests') ? [...product, tests] : product;

rmSync('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context({ ...bundle, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map(build));
}
