// The runner process: executes plug-in code for the extension, which never does.
import type { RunnerEvent, RunnerMethods } from '../protocol/runner';
import { inPieces } from '../protocol/pieces';
import { type Port, serveRpc } from '../protocol/rpc';
import { CallFailure } from '../core/failures/failure';
import { HostFunctionError } from './hostFunctions/bind';
import { inDebugConsole, printEvent } from './debugConsole';
import { endWithDebugger, endWithParent, outlive, parentPort, runSoon } from './node';
import { PluginRunner } from './run';
import { connectToExtension, takeLink } from './socketPort';
import { FRAMES } from './stack';

function serve(port: Port, isDebugged: boolean): void {
  const runner = new PluginRunner((event) => {
    if (isDebugged) printEvent(event);
    tell(event);
  });
  const tell = serveRpc<RunnerMethods, RunnerEvent>(inPieces(port, runSoon), isDebugged ? inDebugConsole(runner) : runner);
  tell({ kind: 'ready' });
}

// it was for a plug-in that could not wait for it, whose call has failed
outlive((error) => error instanceof CallFailure || error instanceof HostFunctionError);

Error.stackTraceLimit = FRAMES;

const link = takeLink();
if (link) {
  // the debugger shows what is thrown
  void connectToExtension(link).then((port) => serve(port, true));
  void endWithDebugger();
} else {
  serve(parentPort, false);
  endWithParent();
}
