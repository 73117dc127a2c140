// Measures what it costs a supervisor that a client follows the output, as bytes or as lines: its processor time while
// a service writes 100,000 lines of 100 bytes a second, alternating with no client.
//   node bench/feed/feed.mjs [seconds=5] [rounds=3]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const seconds = Number(process.argv[2] ?? 5);
const rounds = Number(process.argv[3] ?? 3);
const zdev = resolve(import.meta.dirname, '../../dist/zdev.cjs');
const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
const writer = resolve(import.meta.dirname, 'writer.mjs');
writeFileSync(join(dir, 'zinit.toml'), `[services.w]\nexec = "exec '${process.execPath}' '${writer}'"\ntty = false\n`);
const child = spawn(process.execPath, [zdev, 'supervise', '--owner'], {
  cwd: dir,
  detached: true,
  stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
});
child.stdio[3].resume();
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const path = join(dir, '.zdev/zdev.sock');
while (!existsSync(path)) await pause(20);
await pause(1000);

const FOLLOWERS = { nobody: null, bytes: { output: true }, lines: { logs: true } };
const results = { nobody: [], bytes: [], lines: [] };
for (let round = 0; round < rounds; round++) {
  for (const [who, params] of Object.entries(FOLLOWERS)) results[who].push(await measure(params));
}
child.stdio[3].end();
await new Promise((done) => child.on('close', done));
rmSync(dir, { recursive: true, force: true });
for (const [who, list] of Object.entries(results)) {
  const [percent, mb] = ['percent', 'mb'].map(
    (key) => list.map((each) => each[key]).sort((a, b) => a - b)[rounds >> 1],
  );
  console.log(`${who.padEnd(7)} ${percent.toFixed(0)} % of a core, ${mb.toFixed(1)} MB a second over the socket`);
}

async function measure(params) {
  const socket = params ? connect(path) : null;
  let bytes = 0;
  socket?.on('data', (chunk) => {
    bytes += chunk.length;
  });
  socket?.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'events.subscribe', params })}\n`);
  await pause(500);
  const [before, beforeBytes] = [ticks(), bytes];
  await pause(seconds * 1000);
  const percent = (ticks() - before) / seconds;
  socket?.destroy();
  return { percent, mb: (bytes - beforeBytes) / seconds / 1e6 };
}

/** Clock ticks (of 10 ms) in user and system mode: fields 14 and 15 of proc(5). */
function ticks() {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
