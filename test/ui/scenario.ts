import { ok, strictEqual } from 'node:assert';
import { eventually } from './eventually';
import { timeless } from './output';
import { panel, textInSight } from './screen';
import type { Workbench } from './workbench';

export const INPUT = '👋 Hello from the Go Host app 🤗';

const OUTPUT = `👋 Hello ${INPUT}
key: hello, value: 👋 Hello World 🌍
key: message, value: I 💜 Extism 😍`;

/** Of a call of say_hello with INPUT, without what is new each time. */
export const BLOCK = `▶ simple.wasm › say_hello("${INPUT}")  TIME
  → hostMemoryGet("hello") = "👋 Hello World 🌍"  DURATION
  → hostMemoryGet("message") = "I 💜 Extism 😍"  DURATION
${OUTPUT}
✓ ${Buffer.byteLength(OUTPUT)} bytes in DURATION

`;

/** Its plug-in in the Plug-ins view, expanded. */
export const PLUGIN_ROWS = [
  'simple.wasm  Go 1.26 · 1.8 MB · WASI',
  '  Functions',
  '    say_hello',
  '  Host functions',
  '    hostMemoryGet  env · (i64) → i64',
];

/** The Calls view after it, expanded. */
const CALL = [
  `say_hello  "${INPUT}"  ${Buffer.byteLength(OUTPUT)} B · DURATION`,
  '  hostMemoryGet("hello") = "👋 Hello World 🌍"  DURATION',
  '  hostMemoryGet("message") = "I 💜 Extism 😍"  DURATION',
  `  ${OUTPUT.replaceAll('\n', '↵')}  ${Buffer.byteLength(OUTPUT)} B`,
];

/** What the extension was made for, from the activity bar to the answer. */
export async function playScenario(workbench: Workbench): Promise<void> {
  await workbench.openView('Extism');
  await workbench.tree('Plug-ins').inlineAction(['simple.wasm', 'Functions', 'say_hello'], 'Call Function…');
  await workbench.typeInput(INPUT);

  strictEqual(timeless(await workbench.waitForOutput('Extism', '✓')), BLOCK);
  await eventually(async () => {
    const shown = await textInSight(panel(workbench.page));
    ok(timeless(`${shown}\n`).includes(BLOCK.trimEnd()), shown);
  });

  await workbench.tree('Calls').expand('say_hello');
  await eventually(async () => {
    const rows = await workbench.tree('Calls').rows();
    strictEqual(rows.map(timeless).join('\n'), CALL.join('\n'));
  });
}
