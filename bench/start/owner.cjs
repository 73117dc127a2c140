// The smallest owner of a zdev: starts its supervisor as the screen does, and ends with it.
const { spawn } = require('node:child_process');

const [zdev, ...args] = process.argv.slice(2);
const child = spawn(process.execPath, [zdev, 'supervise', '--owner', ...args], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
});
child.stdio[3].resume();
process.on('SIGINT', () => child.stdio[3].end());
child.on('close', () => process.exit());
