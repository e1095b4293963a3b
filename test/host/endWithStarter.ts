// Preloaded into VS Code's server: if whoever started it is killed, and so cannot stop it, its whole process group ends too.
process.stdin.resume().once('close', () => process.kill(0, 'SIGKILL'));

// The processes that the server forks would preload this as well, and after a new build not even find it.
process.execArgv.length = 0;
