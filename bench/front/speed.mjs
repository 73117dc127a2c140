// Measures what a front costs, against Node's pipe() and a direct connection, alternating: throughput (limit: 95 % of
// pipe()), time to the first byte (limit: 0.3 ms more than direct in the median, 3 ms at 99 %), 2,000 connections at
// once, and memory while a client does not read (limit: flat).
//   node bench/front/speed.mjs [rounds=7]
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ENV, run, usage } from '../lib/running.mjs';
import { median } from '../lib/stats.mjs';
import { freePort, frontProject } from './project.mjs';

const rounds = Number(process.argv[2] ?? 7);
const BYTES = 256 * 1024 * 1024;
const CONNECTIONS = 2000;

const backend = await freePort();
const project = await frontProject({ file: 'source.cjs', backend });
const pipePort = await freePort();
const pipe = run([process.execPath, join(import.meta.dirname, 'pipe.cjs'), pipePort, backend].map(String), {
  env: ENV,
});
const ports = { direct: backend, 'pipe()': pipePort, listen: project.port };
const problems = [];
try {
  while ((await firstMs(pipePort)) === null) await pause(20);
  await throughput();
  await firstByte();
  await many();
  await slowReader();
} finally {
  await pipe.stop('SIGTERM');
  await project.stop();
}
for (const problem of problems) console.log(`missed: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function throughput() {
  const seconds = await inTurn(rounds, received);
  const rate = (kind) => BYTES / 1024 / 1024 / median(seconds[kind]);
  const ratio = median(seconds['pipe()'].map((each, i) => each / seconds.listen[i]));
  console.log(
    `throughput: ${Object.keys(ports)
      .map((kind) => `${kind} ${rate(kind).toFixed(0)} MiB/s`)
      .join(', ')}; listen ÷ pipe(): ${ratio.toFixed(2)}`,
  );
  if (ratio < 0.95) problems.push('throughput');
}

async function firstByte() {
  const times = await inTurn(rounds * 150, firstMs);
  const sorted = Object.fromEntries(Object.entries(times).map(([kind, list]) => [kind, list.sort((a, b) => a - b)]));
  const at = (kind, part) => sorted[kind][Math.floor(sorted[kind].length * part)];
  const [middle, late] = [0.5, 0.99].map((part) => at('listen', part) - at('direct', part));
  const own = [0.5, 0.99].map((part) => at('pipe()', part) - at('direct', part));
  console.log(
    `first byte, more than direct: median ${middle.toFixed(2)} ms (pipe() ${own[0].toFixed(2)}), 99 % ${late.toFixed(2)} ms (pipe() ${own[1].toFixed(2)})`,
  );
  if (middle > 0.3 || late > 3) problems.push('first byte');
}

async function many() {
  const startMs = performance.now();
  const sockets = Array.from({ length: CONNECTIONS }, () => connect({ port: project.port, host: '127.0.0.1' }));
  const connected = await Promise.all(
    sockets.map((socket) =>
      once(socket, 'connect').then(
        () => 1,
        () => 0,
      ),
    ),
  );
  for (const socket of sockets) socket.write('1000');
  const answers = await Promise.all(sockets.map(bytesOf));
  const whole = answers.filter((bytes) => bytes === 1000).length;
  console.log(
    `${CONNECTIONS} connections at once: ${connected.reduce((a, b) => a + b)} taken, ${whole} whole answers, ${(performance.now() - startMs).toFixed(0)} ms`,
  );
  if (whole !== CONNECTIONS) problems.push('connections');
}

async function slowReader() {
  const socket = connect({ port: project.port, host: '127.0.0.1' });
  socket.pause();
  socket.write('0');
  await pause(1000);
  const before = usage(project.pid).rssMiB;
  await pause(5000);
  const after = usage(project.pid).rssMiB;
  socket.destroy();
  console.log(
    `a client that does not read: ${before.toFixed(0)} MiB resident after 1 s, ${after.toFixed(0)} after 6 s`,
  );
  if (after > before + 8) problems.push('memory');
}

/** Measures each kind once per round, so that a busy machine affects all. */
async function inTurn(count, sample) {
  const all = Object.fromEntries(Object.keys(ports).map((kind) => [kind, []]));
  for (let i = 0; i < count; i++) for (const [kind, port] of Object.entries(ports)) all[kind].push(await sample(port));
  return all;
}

async function received(port) {
  const startMs = performance.now();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`${BYTES}`);
  const bytes = await bytesOf(socket);
  if (bytes !== BYTES) throw new Error(`${bytes} of ${BYTES} bytes came`);
  return (performance.now() - startMs) / 1000;
}

/** Null if nobody listens. */
function firstMs(port) {
  const startMs = performance.now();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write('1');
  return new Promise((resolve) => {
    socket.once('data', () => resolve(performance.now() - startMs));
    socket.once('error', () => resolve(null));
  });
}

function bytesOf(socket) {
  let bytes = 0;
  socket.on('data', (data) => (bytes += data.length));
  return new Promise((resolve) => socket.on('error', () => {}).on('close', () => resolve(bytes)));
}

function pause(delayMs) {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
