// Runs one folder of tests in this Node: the unit tests and the UI tests.
import { runSuite } from './suite';

runSuite({ captureConsole: false }).then(
  // Whatever a test has left open must not keep the run from ending.
  ({ failures }) => process.exit(failures.length === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
