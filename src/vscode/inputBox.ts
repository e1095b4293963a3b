import { type Memento, type QuickInputButton, ThemeIcon, window } from 'vscode';
import { visible } from '../core/format/text';

/** A string, or `null` for no input at all; undefined where the user gave up. */
export type ChosenInput = string | Uint8Array | null | undefined;

const NO_INPUT: QuickInputButton = { iconPath: new ThemeIcon('circle-slash'), tooltip: 'Call without input' };
const SELECTION: QuickInputButton = { iconPath: new ThemeIcon('selection'), tooltip: "Use the editor's selection" };
const WHOLE_FILE: QuickInputButton = { iconPath: new ThemeIcon('file'), tooltip: "Use the editor's whole text" };

const memoryKey = (plugin: string, name: string): string => `input:${plugin}#${name}`;

/** Asks for a function's input, offering the one it was last given. */
export const askInput = (memory: Memento, plugin: string, name: string): Promise<ChosenInput> => ask(memory, plugin, name, [NO_INPUT]);

/** The same where there must be a text. */
export async function askTextInput(memory: Memento, plugin: string, name: string): Promise<string | undefined> {
  const chosen = await ask(memory, plugin, name, []);
  return typeof chosen === 'string' ? chosen : undefined;
}

async function ask(memory: Memento, plugin: string, name: string, more: readonly QuickInputButton[]): Promise<ChosenInput> {
  const editor = window.activeTextEditor;
  const box = window.createInputBox();
  box.title = `Input of ${visible(name)}`;
  box.placeholder = 'Text to pass to the function';
  box.prompt = 'Left empty, it is an empty text. The buttons above pass other input, or none.';
  box.value = memory.get<string>(memoryKey(plugin, name)) ?? '';
  box.ignoreFocusOut = true;
  box.buttons = [...(editor ? [...(editor.selection.isEmpty ? [] : [SELECTION]), WHOLE_FILE] : []), ...more];
  try {
    const chosen = await new Promise<ChosenInput>((resolve) => {
      box.onDidAccept(() => resolve(box.value));
      box.onDidHide(() => resolve(undefined));
      box.onDidTriggerButton((button) => {
        if (button === NO_INPUT) resolve(null);
        else resolve(button === SELECTION ? editor?.document.getText(editor.selection) : editor?.document.getText());
      });
      box.show();
    });
    if (chosen === box.value) await memory.update(memoryKey(plugin, name), chosen);
    return chosen;
  } finally {
    box.dispose();
  }
}
