// The runner process: executes plug-in code for the extension, which never does.
import { CallFailure } from '../core/failures';
import type { RunnerEvent, RunnerMethods } from '../protocol/runner';
import { serveRpc } from '../protocol/rpc';
import { HostFunctionError } from './hostFunctions/bind';
import { endWithParent, outlive, parentPort } from './node';
import { PluginRunner } from './run';

const tell = serveRpc<RunnerMethods, RunnerEvent>(parentPort, new PluginRunner((event) => tell(event)));
tell({ kind: 'ready' });
endWithParent();
// it was for a plug-in that could not wait for it, whose call has failed
outlive((error) => error instanceof CallFailure || error instanceof HostFunctionError);
