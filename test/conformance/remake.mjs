// Makes expectations.json anew with libextism, from PyPI, where Python is at hand.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const repository = path.join(here, '..', '..');
const environment = path.join(repository, '.vscode-test', 'conformance');
const python = path.join(environment, 'bin', 'python');

const run = (command, args, options = {}) => spawnSync(command, args, { stdio: 'inherit', ...options }).status === 0;

/** The first Python that is new enough, with pip and venv. libextism.py uses pipes that Windows lacks. */
const findPython = () =>
  process.platform === 'win32'
    ? undefined
    : ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'].find((name) =>
        run(name, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'], { stdio: 'ignore' }),
      );

function fail(why) {
  console.error(`expectations.json stays as it is: ${why}.`);
  process.exit(1);
}

if (!fs.existsSync(python)) {
  const found = findPython();
  if (!found) fail('it takes Python 3.11 or newer with venv and pip, on Linux or macOS');
  if (!run(found, ['-m', 'venv', environment])) fail('Python could not make an environment');
}
if (!run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', path.join(here, 'requirements.txt')])) {
  fail('pip could not install libextism');
}
if (!run(python, [path.join(here, 'libextism.py')])) fail('libextism.py failed');
run('npx', ['oxfmt', path.join(here, 'expectations.json')], { cwd: repository });
