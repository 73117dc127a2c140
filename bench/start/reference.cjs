// The least that a Node program can do to run a Procfile: starts each command with a shell and passes its lines on. No
// restarts, no readiness, no order, no end of grandchildren. The baseline for zdev's start.
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { dirname } = require('node:path');

const file = process.argv[2] ?? 'Procfile';
const entries = [];
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const match = /^([A-Za-z0-9_-]+):\s*(.+)$/.exec(line);
  if (match) entries.push({ name: match[1], command: match[2] });
}
const width = Math.max(...entries.map((entry) => entry.name.length));
const children = new Set();
let stopping = false;
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

entries.forEach((entry, index) => {
  const child = spawn('/bin/sh', ['-c', entry.command], {
    cwd: dirname(file),
    env: { ...process.env, PORT: String(5000 + 100 * index), PS: `${entry.name}.1` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  children.add(child);
  const prefix = `${entry.name.padEnd(width)} | `;
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('latin1');
    stream.on('data', (chunk) => {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) process.stdout.write(text.slice(0, end).replace(/^(?=.)/gm, prefix), 'latin1');
    });
    stream.on('end', () => {
      if (rest) process.stdout.write(`${prefix}${rest}\n`, 'latin1');
    });
  }
  child.on('exit', () => {
    children.delete(child);
    if (!stopping) stop();
  });
});

function stop() {
  stopping = true;
  for (const child of children) {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // gone already
    }
  }
  setTimeout(() => process.exit(), 5000).unref();
}
