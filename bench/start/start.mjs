// Measures the time from the start of the tool to the first line of code of the last of N services: for zdev, bare
// Node, and a Node program that only spawns (reference.cjs), alternating within one run. With `owned`, also for zdev as
// its screen starts it: one process only starts the supervisor (owner.cjs), which gives its services terminals.
//   node bench/start/start.mjs [N=1] [rounds=21] [owned]
import { execFileSync, spawn } from 'node:child_process';
import { constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const count = Number(process.argv[2] ?? 1);
const rounds = Number(process.argv[3] ?? 21);
// It costs every start of Node 80 ms, and is not part of what is measured.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
const here = import.meta.dirname;
const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
const fifo = join(dir, 'first-lines');
execFileSync('mkfifo', [fifo]);
const signs = new Socket({
  fd: openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK),
  readable: true,
  writable: false,
});
writeFileSync(
  join(dir, 'Procfile'),
  Array.from({ length: count }, (_, i) => `s${i}: echo . > ${fifo}; exec sleep 1000\n`).join(''),
);

const zdev = resolve(here, '../../dist/zdev.cjs');
const tools = {
  zdev: [zdev, 'up', '--no-tui'],
  reference: [join(here, 'reference.cjs')],
  ...(process.argv[4] === 'owned' ? { owned: [join(here, 'owner.cjs'), zdev] } : {}),
};
const times = { bare: [], ...Object.fromEntries(Object.keys(tools).map((tool) => [tool, []])) };
for (let round = 0; round <= rounds; round++) {
  const results = { bare: await bareNode() };
  for (const [tool, args] of Object.entries(tools)) results[tool] = await lastStart(args);
  if (round > 0) for (const [tool, ms] of Object.entries(results)) times[tool].push(ms);
}
signs.destroy();
rmSync(dir, { recursive: true, force: true });
for (const [tool, list] of Object.entries(times)) {
  console.log(`${tool.padEnd(10)} median ${median(list).toFixed(1)} ms, min ${Math.min(...list).toFixed(1)}`);
}
sayRatio('zdev', 'reference');
if (times.owned) sayRatio('owned', 'zdev');

function sayRatio(one, other) {
  const ratios = times[one].map((ms, i) => ms / times[other][i]);
  console.log(`${one} / ${other}, pair by pair: median ${median(ratios).toFixed(3)}`);
}

function bareNode() {
  const startMs = performance.now();
  return new Promise((done) => {
    spawn(process.execPath, ['-e', '0'], { env }).on('exit', () => done(performance.now() - startMs));
  });
}

async function lastStart(args) {
  const startMs = performance.now();
  const tool = spawn(process.execPath, args, { cwd: dir, env, stdio: 'ignore' });
  const ms = await new Promise((done) => {
    let seen = 0;
    const look = (chunk) => {
      seen += chunk.toString().split('\n').length - 1;
      if (seen < count) return;
      signs.off('data', look);
      done(performance.now() - startMs);
    };
    signs.on('data', look);
  });
  tool.kill('SIGINT');
  await new Promise((ended) => tool.on('exit', ended));
  return ms;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
