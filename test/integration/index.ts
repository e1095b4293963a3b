import { runSuite } from '../host/suite';

/** VS Code calls this inside its extension host, where the tests of one window then run. */
export async function run(): Promise<void> {
  const { failures } = await runSuite({ captureConsole: true });
  if (failures.length > 0) throw new Error(`${failures.length} failed`);
}
