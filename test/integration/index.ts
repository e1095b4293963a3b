import { runSuite } from '../host/suite';

/** VS Code calls this inside its extension host, where the tests of one window then run. */
export async function run(): Promise<void> {
  const { failed } = await runSuite({ captureConsole: true });
  if (failed > 0) throw new Error(`${failed} failed`);
}
