// The runner process: executes plug-in code for the extension, which never does.
import type { RunnerEvent, RunnerMethods } from '../protocol/runner';
import { serveRpc } from '../protocol/rpc';
import { endWithParent, parentPort } from './node';
import { PluginRunner } from './run';

const tell = serveRpc<RunnerMethods, RunnerEvent>(parentPort, new PluginRunner((event) => tell(event)));
tell({ kind: 'ready' });
endWithParent();
