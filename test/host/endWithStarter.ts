// Preloaded into VS Code's server: if whoever started it is killed, and so cannot stop it, its whole process group ends too.
// The processes that the server forks preload this as well, but have an input of their own.
if (process.argv[1]?.endsWith('server-main.js')) {
  process.stdin.resume().once('close', () => process.kill(0, 'SIGKILL'));
}
