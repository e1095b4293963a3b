import { createLog } from '../host/log';
import { provisionServer } from '../host/provision';
import { buildVsix } from '../host/vsix';
import { Workbench, type WorkbenchOptions } from '../host/workbench';
import { copyWorkspace } from '../host/workspace';

export type { Workbench };

export interface TestWorkbenchOptions extends Omit<WorkbenchOptions, 'installation' | 'log' | 'vsix'> {
  /** Whether the extension is packaged and installed, as a user has it, instead of run from the repository. */
  vsix?: boolean;
  /** Changes the copy before it is opened. */
  prepare?: (folder: string) => void;
}

const open = new Set<Workbench>();

/** Opens VS Code on a copy of test/fixtures/<workspace>. What a suite leaves open is closed at the end of the run. */
export async function openWorkbench({ workspace, vsix = false, prepare, ...options }: TestWorkbenchOptions): Promise<Workbench> {
  const copy = copyWorkspace(workspace);
  if (copy.path !== null) prepare?.(copy.path);
  const workbench = await Workbench.open({
    ...options,
    installation: await provisionServer(),
    workspace: copy.path,
    log: createLog(`ui-${workspace ?? 'empty'}`),
    ...(vsix ? { vsix: await buildVsix() } : {}),
    onClose: () => {
      copy.remove();
      open.delete(workbench);
    },
  });
  open.add(workbench);
  return workbench;
}

// Every test file is bundled with this file, so these hooks see the windows that their own test file has opened.
afterEach(async function () {
  if (this.currentTest?.state !== 'failed') return;
  for (const workbench of open) await workbench.screenshot(`${this.currentTest.fullTitle()}-failed`);
});

after(async () => {
  for (const workbench of open) await workbench.close();
});
