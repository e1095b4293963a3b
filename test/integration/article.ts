import { strict as assert } from 'node:assert';
import { call, execute, file, outputText } from './support';

const INPUT = '👋 Hello from the Go Host app 🤗';
const OUTPUT = `👋 Hello ${INPUT}\nkey: hello, value: 👋 Hello World 🌍\nkey: message, value: I 💜 Extism 😍`;

/** The scenario that the extension was made for, by each way that needs no mouse. */
export function describeArticle(plugins: readonly string[], namespace: string): void {
  for (const plugin of plugins) {
    describe(`the article's scenario with ${plugin}`, () => {
      it('works through the API', async () => {
        const record = await call(plugin, 'say_hello', { input: INPUT });
        assert.equal(outputText(record), OUTPUT);
        assert.deepEqual(
          record.hostCalls.map((each) => [each.namespace, each.name, each.input, each.output]),
          [
            [namespace, 'hostMemoryGet', 'hello', '👋 Hello World 🌍'],
            [namespace, 'hostMemoryGet', 'message', 'I 💜 Extism 😍'],
          ],
        );
      });

      it('works through the command, as another extension executes it', async () => {
        const record = await execute('extism.callFunction', { plugin: file(plugin), function: 'say_hello', input: INPUT });
        assert.ok(record);
        assert.equal(outputText(record), OUTPUT);
      });

      it('works through the command, as a keybinding has its arguments', async () => {
        const record = await execute('extism.callFunction', { plugin, function: 'say_hello', input: INPUT });
        assert.ok(record);
        assert.equal(outputText(record), OUTPUT);
      });
    });
  }
}
