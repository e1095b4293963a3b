import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../host/until';
import { eventually } from './eventually';
import { timeless } from './output';
import { openFile } from './screen';
import { openWorkbench, type TestWorkbenchOptions, type Workbench } from './workbench';

/** Milliseconds: the first session of a window loads the DWARF engine, on a machine that may be busy. */
const PATIENCE = 120_000;

const INPUT = '👋 Hello from VS Code';
const HOST_CALLS = ['→ hostMemoryGet("hello") = "👋 Hello World 🌍"  DURATION', '→ hostMemoryGet("message") = "I 💜 Extism 😍"  DURATION'];

const rowsOf = async ({ page }: Workbench, list: string): Promise<string[]> => {
  const rows = await page.locator(`${list} .monaco-list-row`).allInnerTexts();
  return rows.map((row) => timeless(row.replaceAll('\u00a0', ' ').replaceAll('\n', ' ').trim()));
};
const console_ = (workbench: Workbench) => rowsOf(workbench, '.repl');
const stack = (workbench: Workbench) => rowsOf(workbench, '.debug-call-stack');

const stopped = ({ page }: Workbench) => page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: PATIENCE });
const ended = ({ page }: Workbench) => page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: PATIENCE });
const press = ({ page }: Workbench, icon: string) => page.locator(`.debug-toolbar .codicon-debug-${icon}`).click();
const dialog = ({ page }: Workbench) => page.locator('.monaco-dialog-box');

/** Opens the sample, until its plug-ins are listed and F5 does something. */
async function open(options: Partial<TestWorkbenchOptions> = {}): Promise<Workbench> {
  const userSettings = { 'editor.minimap.enabled': false, 'window.commandCenter': false, ...options.userSettings };
  const workbench = await openWorkbench({ workspace: 'sample', ...options, userSettings });
  await workbench.openView('Extism');
  await eventually(async () => ok((await workbench.tree('Plug-ins').rows()).length > 4));
  return workbench;
}

async function start(workbench: Workbench, configuration: string): Promise<void> {
  await workbench.runCommand('Debug: Select and Start Debugging');
  await workbench.pickItem(configuration);
}

const LAUNCH = join('.vscode', 'launch.json');

/** Changes a configuration of launch.json. */
function write(folder: string | null, configuration: object, more: object = {}): void {
  const whole = { version: '0.2.0', configurations: [{ type: 'extism', request: 'launch', name: 'it', ...configuration }], ...more };
  writeFileSync(join(folder ?? '', LAUNCH), JSON.stringify(whole, null, 2));
}

describe('F5 in the sample', function () {
  this.timeout(300_000);

  let workbench: Workbench;

  before(async () => {
    workbench = await open();
  });

  after(() => workbench?.close());

  it('stops in the plug-in in C, and steps through it to its end', async () => {
    await workbench.page.keyboard.press('F5');
    await stopped(workbench);
    await eventually(async () =>
      deepStrictEqual(await stack(workbench), [
        'simple-c.wasm Paused On Entry',
        'say_hello c/simple.c 49:19',
        'Show 7 More: Skipped by skipFiles',
      ]),
    );
    await eventually(async () => deepStrictEqual(await console_(workbench), [`▶ simple-c.wasm › say_hello("${INPUT}")`]));
    await workbench.screenshot('f5-c');
    for (const line of [50, 51, 52, 53, 54, 55]) {
      await workbench.page.keyboard.press('F10');
      await workbench.page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
    }
    await eventually(async () => deepStrictEqual((await console_(workbench)).slice(1), HOST_CALLS)); // while it is stopped
    await workbench.screenshot('f5-c-stepped');
    await workbench.page.keyboard.press('F10');
    await ended(workbench);
    await eventually(async () =>
      deepStrictEqual((await console_(workbench)).slice(3), [
        `👋 Hello ${INPUT}`,
        'key: hello, value: 👋 Hello World 🌍',
        'key: message, value: I 💜 Extism 😍',
        '✓ 115 bytes in DURATION',
      ]),
    );
    strictEqual(await workbench.page.locator('.tab', { hasText: 'enterPlugin' }).count(), 0);
    await workbench.screenshot('f5-c-ended');
  });

  it('stops in the plug-in in Rust, again after a restart, and is stopped', async () => {
    await start(workbench, 'say_hello in Rust');
    await stopped(workbench);
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 15,' }).waitFor(); // behind the #[plugin_fn]
    await eventually(async () => ok((await stack(workbench))[1]?.includes('simple::say_hello::inner rust/src/lib.rs')));
    await workbench.screenshot('f5-rust');
    await workbench.page.keyboard.press('F10');
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 16,' }).waitFor();
    await press(workbench, 'restart');
    await until('a second call', () => workbench.outputText('Extism').includes('✗ cancelled'));
    await stopped(workbench);
    await eventually(async () => deepStrictEqual(await console_(workbench), [`▶ simple-rust.wasm › say_hello("${INPUT}")`]));
    await workbench.page.keyboard.press('Shift+F5');
    await ended(workbench);
    await until('the end of the second call', () => workbench.outputText('Extism').split('✗ cancelled').length === 3);
  });

  it('asks before it starts the same once more, and runs two side by side', async () => {
    await start(workbench, 'say_hello in C');
    await stopped(workbench);
    await start(workbench, 'say_hello in C');
    await dialog(workbench).locator('.monaco-button', { hasText: 'Yes' }).click();
    await eventually(async () => strictEqual((await stack(workbench)).filter((row) => row.includes('Paused On Entry')).length, 2));
    await workbench.screenshot('f5-twice');
    await workbench.runCommand('Debug: Stop');
    await eventually(async () => strictEqual((await stack(workbench)).filter((row) => row.includes('Paused On Entry')).length, 1));
    await workbench.runCommand('Debug: Stop');
    await ended(workbench);
  });

  it('calls without debugging by Ctrl+F5, as the button does', async () => {
    const before = workbench.outputText('Extism').length;
    await workbench.page.keyboard.press('Control+F5');
    const output = await until('the call', () => {
      const written = workbench.outputText('Extism').slice(before);
      return written.includes('✓') && written;
    });
    ok(output.includes(`› say_hello("${INPUT}")`));
    strictEqual(await workbench.page.locator('.debug-toolbar').isVisible(), false);
    await workbench.screenshot('ctrl-f5');
  });

  it('asks for an input where launch.json says so', async () => {
    await start(workbench, 'count_vowels of an input that is asked for');
    await workbench.typeInput('banana');
    await ended(workbench);
    await eventually(async () =>
      deepStrictEqual(await console_(workbench), [
        '▶ simple-c.wasm › count_vowels("banana")',
        '3 vowels in 6 letters',
        '✓ 21 bytes in DURATION',
      ]),
    );
    await workbench.screenshot('f5-asked');
  });

  it('says what is wrong with a launch configuration, and what to do', async () => {
    const plugin = '${workspaceFolder}/c/simple-c.wasm';
    const wrong: [configuration: object, message: string][] = [
      [{ function: 'say_hello' }, '"plugin" is missing. It must be the path of a plug-in, such as "${workspaceFolder}/plugin.wasm".'],
      [{ plugin, function: 'sayhello' }, 'simple-c.wasm has no function "sayhello". Did you mean "say_hello"?'],
      [{ plugin: 'c/simple.wasm', function: 'say_hello' }, 'Build the plug-in, or correct "plugin" in the launch configuration.'],
      [{ plugin, function: 'say_hello', timeout: '5s' }, '"timeout" is "5s". It must be a number of milliseconds, 0 for no limit.'],
      [{ plugin, function: 'say_hello', input: 'a', inputFile: 'b' }, 'are both "input" and "inputFile". Leave one: a call has one input.'],
      [{ plugin, function: 'say_hello', inputFile: 'none.txt' }, 'none.txt. Correct "inputFile" in the launch configuration.'],
    ];
    for (const [configuration, message] of wrong) {
      write(workbench.workspace, configuration);
      await until('the message', async () => {
        await workbench.page.keyboard.press('F5'); // until VS Code has read the file
        await workbench.page.waitForTimeout(500);
        return (await workbench.notifications()).some((shown) => shown.includes(message));
      });
      if (configuration === wrong[1]?.[0]) await workbench.screenshot('f5-wrong');
      await workbench.runCommand('Notifications: Clear All Notifications');
    }
  });

  it('puts in the values of variables', async () => {
    const inputs = [{ id: 'fruit', type: 'promptString', description: 'Which fruit?' }];
    write(
      workbench.workspace,
      { plugin: 'c/simple-c.wasm', function: 'count_vowels', input: '${workspaceFolderBasename} ${input:fruit}' },
      { inputs },
    );
    const question = workbench.page.locator('.quick-input-widget:visible', { hasText: 'Which fruit?' });
    await until('the question', async () => {
      await workbench.page.keyboard.press('F5'); // until VS Code has read the file
      return question.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    });
    await workbench.typeInput('kiwi');
    await until('the call', () => workbench.outputText('Extism').includes('count_vowels("sample kiwi")'));
    await ended(workbench);

    await openFile(workbench, 'build.sh');
    write(workbench.workspace, { plugin: '${workspaceFolder}/c/simple-c.wasm', function: 'count_vowels', inputFile: '${file}' });
    await until('the call', async () => {
      await workbench.page.keyboard.press('F5');
      await workbench.page.waitForTimeout(3_000);
      return workbench.outputText('Extism').includes('count_vowels("#!/bin/sh');
    });
    await ended(workbench);
  });
});

describe('Without launch.json', function () {
  this.timeout(300_000);

  let workbench: Workbench;

  before(async () => {
    workbench = await open({ prepare: (folder) => rmSync(join(folder, LAUNCH)) });
  });

  after(() => workbench?.close());

  it('Run and Debug asks what to debug', async () => {
    await workbench.runCommand('View: Show Run and Debug');
    await workbench.page.locator('.monaco-button', { hasText: 'Run and Debug' }).click();
    await workbench.pickItem('Extism plug-in');
    await workbench.pickItem('simple-c.wasm');
    await workbench.pickItem('count_vowels');
    await workbench.typeInput('banana');
    await eventually(async () => strictEqual((await console_(workbench))[1], '3 vowels in 6 letters'));
    await ended(workbench);
  });

  it('the functions of the workspace can be chosen', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget:visible input').fill('debug ');
    await workbench.pickItem('Extism plug-in...');
    await eventually(async () =>
      deepStrictEqual(await workbench.pickItems(), [
        'say_hello (greet.extism.json)  sample',
        'say_hello (assemblyscript/simple-assemblyscript.wasm)  sample',
        'say_hello (c/simple-c.wasm)  sample',
        'count_vowels (c/simple-c.wasm)  sample',
        'say_hello (go/simple.wasm)  sample',
        'count_vowels (rust/simple-rust.wasm)  sample',
        'say_hello (rust/simple-rust.wasm)  sample',
        'say_hello (zig/simple-zig.wasm)  sample',
      ]),
    );
    await workbench.screenshot('run-and-debug');
    await workbench.pickItem('count_vowels (c/simple-c.wasm)');
    await workbench.typeInput('kiwi');
    await eventually(async () => strictEqual((await console_(workbench))[1], '2 vowels in 4 letters'));
    await ended(workbench);
  });
});

describe('launch.json', function () {
  this.timeout(300_000);

  it('begins with the functions of the workspace', async () => {
    const workbench = await open({ prepare: (folder) => rmSync(join(folder, LAUNCH)) });
    await workbench.runCommand('View: Show Run and Debug');
    await workbench.page.locator('a', { hasText: 'create a launch.json file' }).click();
    await workbench.pickItem('Extism plug-in');
    await until('launch.json', () => {
      try {
        return readFileSync(join(workbench.workspace ?? '', LAUNCH), 'utf8').includes('${workspaceFolder}/c/simple-c.wasm');
      } catch {
        return false;
      }
    });
    await workbench.page.locator('.tab.active', { hasText: 'launch.json' }).waitFor();
    await workbench.screenshot('launch-created');
    await workbench.close();
  });

  it('completes plug-ins, functions and keys', async () => {
    const plugin = '${workspaceFolder}/rust/simple-rust.wasm';
    const workbench = await open({
      prepare: (folder) =>
        write(
          folder,
          { plugin: '' },
          {
            configurations: [
              { type: 'extism', plugin: '' },
              { type: 'extism', plugin, function: '' },
            ],
          },
        ),
    });
    await openFile(workbench, 'launch.json');
    const lines = readFileSync(join(workbench.workspace ?? '', LAUNCH), 'utf8').split('\n');
    const shown = workbench.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    const suggest = async (): Promise<string[]> => {
      await until('suggestions', async () => {
        await workbench.page.keyboard.press('Control+Space'); // until the editor has the focus, and what completes is there
        await workbench.page.waitForTimeout(1_000);
        return shown.first().isVisible();
      });
      return shown.allInnerTexts();
    };
    /** What is offered in the empty text of a key. */
    const suggestedFor = async (key: string): Promise<string[]> => {
      const line = lines.findIndex((each) => each.includes(`"${key}": ""`));
      await workbench.page.keyboard.press('Control+G');
      const question = workbench.page.locator('.quick-input-widget:visible');
      await question.locator('input').fill(`:${line + 1}:${(lines[line]?.lastIndexOf('"') ?? 0) + 1}`);
      await until(`line ${line + 1}`, async () => {
        if (await question.isVisible()) await question.locator('.monaco-list-row', { hasText: `line ${line + 1} ` }).click();
        return workbench.page.locator('.statusbar-item', { hasText: `Ln ${line + 1},` }).isVisible();
      });
      const found = await suggest();
      await workbench.screenshot(`launch-completes-${key}`);
      await workbench.page.keyboard.press('Escape');
      return found;
    };
    const plugins = await suggestedFor('plugin');
    ok(plugins.includes(plugin), plugins.join());
    const functions = await suggestedFor('function');
    ok(
      ['count_vowels', 'say_hello'].every((name) => functions.includes(name)),
      functions.join(),
    );
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type(',');
    await workbench.page.keyboard.press('Enter');
    await suggest();
    await workbench.screenshot('launch-completes-keys');
    await workbench.page.keyboard.type('host');
    await eventually(async () => strictEqual((await shown.allInnerTexts())[0], 'hostMemory'));
    await workbench.close();
  });
});

/** Presses F5 until there is a question: while the last start is being given up, it does nothing. */
const askAgain = (workbench: Workbench) =>
  until('the question', async () => {
    await workbench.page.keyboard.press('F5');
    await workbench.page.waitForTimeout(1_000);
    return dialog(workbench).isVisible();
  });

/** The module without its custom sections `.debug_*`. */
function withoutDebugInformation(module: Buffer): Buffer {
  const kept = [module.subarray(0, 8)];
  for (let at = 8; at < module.length;) {
    const number = (start: number): [value: number, end: number] => {
      let [value, shift, end] = [0, 0, start];
      for (; ; shift += 7) {
        const byte = module[end++] ?? 0;
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return [value, end];
      }
    };
    const [size, content] = number(at + 1);
    const [length, name] = number(content);
    const isDebug = module[at] === 0 && module.toString('latin1', name, name + length).startsWith('.debug_');
    if (!isDebug) kept.push(module.subarray(at, content + size));
    at = content + size;
  }
  return Buffer.concat(kept);
}

describe('Debugging', function () {
  this.timeout(300_000);

  it('starts from a past call and from a selection', async () => {
    const workbench = await open({ theme: 'dark' });
    await openFile(workbench, 'simple.c');
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.locator('.quick-input-widget:visible input').fill(':82');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 82,' }).waitFor();
    await workbench.page.keyboard.press('F9');
    await workbench.openView('Extism');
    await workbench.tree('Plug-ins').inlineAction(['simple-c.wasm', 'Functions', 'count_vowels'], 'Call Function…');
    await workbench.typeInput('banana');
    await workbench.waitForOutput('Extism', '✓');

    await workbench.tree('Calls').contextMenu('count_vowels', 'Debug Function…');
    await stopped(workbench);
    await eventually(async () => deepStrictEqual(await console_(workbench), ['▶ simple-c.wasm › count_vowels("banana")']));
    await workbench.screenshot('debug-past-call');
    await workbench.page.keyboard.press('Shift+F5');
    await ended(workbench);

    await openFile(workbench, 'simple.c');
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.locator('.quick-input-widget:visible input').fill(':68:3');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Shift+End');
    await workbench.runCommand('Extism: Debug Function with Selection…');
    await workbench.pickItem('simple-c.wasm');
    await workbench.pickItem('count_vowels');
    await stopped(workbench);
    await eventually(async () => ok((await console_(workbench))[0]?.includes('if (c == *v)')));
    await workbench.page.keyboard.press('Shift+F5');
    await ended(workbench);
    await workbench.close();
  });

  it('builds the plug-in first, by a preLaunchTask', async () => {
    const workbench = await open({
      prepare(folder) {
        const build = { label: 'build', type: 'process', command: 'cp', args: ['c/simple-c.wasm', 'c/built.wasm'], problemMatcher: [] };
        writeFileSync(join(folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [build] }));
        write(folder, { plugin: 'c/built.wasm', function: 'count_vowels', input: 'banana', stopOnEntry: true, preLaunchTask: 'build' });
      },
    });
    await workbench.page.keyboard.press('F5');
    await stopped(workbench);
    await eventually(async () => ok((await stack(workbench))[1]?.startsWith('count_vowels c/simple.c')));
    await workbench.screenshot('debug-built');
    await workbench.page.keyboard.press('F5');
    await ended(workbench);
    await until('the call', () => workbench.outputText('Extism').includes('3 vowels in 6 letters'));
    await workbench.close();
  });

  it('says before it starts that there is no debug information, and how to get it', async () => {
    const workbench = await open({
      prepare(folder) {
        const path = join(folder, 'c', 'simple-c.wasm');
        writeFileSync(path, withoutDebugInformation(readFileSync(path)));
      },
    });
    await workbench.page.keyboard.press('F5');
    await dialog(workbench).waitFor();
    await workbench.screenshot('debug-no-information');
    const text = await dialog(workbench).innerText();
    ok(text.includes('simple-c.wasm has no debug information, so breakpoints in its source are not hit.'), text);
    ok(text.includes('clang --target=wasm32-unknown-unknown -g -O0'), text);
    await dialog(workbench).locator('.monaco-button', { hasText: 'Copy Build Line' }).click();
    await dialog(workbench).waitFor({ state: 'hidden' });
    strictEqual(await workbench.page.locator('.debug-toolbar').isVisible(), false);
    await askAgain(workbench);
    await dialog(workbench).locator('.monaco-button', { hasText: 'Debug Anyway' }).click();
    await stopped(workbench);
    await eventually(async () => ok((await stack(workbench))[1]?.includes('$say_hello')));
    await workbench.screenshot('debug-anyway');
    await press(workbench, 'restart'); // which asks no more
    await until('a second call', () => workbench.outputText('Extism').includes('✗ cancelled'));
    await stopped(workbench);
    await workbench.page.keyboard.press('Shift+F5');
    await ended(workbench);
    await workbench.close();
  });

  it('says before it starts that the DWARF engine is missing, and what is lost', async () => {
    const workbench = await open({ dwarfEngine: false });
    await workbench.page.keyboard.press('F5');
    await dialog(workbench).waitFor();
    await workbench.screenshot('debug-no-engine');
    ok((await dialog(workbench).innerText()).includes('WebAssembly DWARF Debugging'));
    await dialog(workbench).locator('.monaco-button', { hasText: 'Install' }).click();
    await workbench.waitForNotification('could not be installed'); // the tests' windows reach no marketplace
    await workbench.screenshot('debug-no-engine-offline');
    await askAgain(workbench);
    await dialog(workbench).locator('.monaco-button', { hasText: 'Debug without It' }).click();
    await stopped(workbench);
    await eventually(async () => ok((await stack(workbench))[1]?.includes('$say_hello')));
    await workbench.screenshot('debug-without-engine');
    await workbench.close();
  });
});
