// Measures a chain of 6 services. Each listens 200 ms after its start and requires the one before, with default health
// settings. Prints how long each was held back after its requirement was ready, and the total against the ideal.
//   node bench/chain/chain.mjs [tcp|http] [rounds=5]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const type = process.argv[2] ?? 'tcp';
const rounds = Number(process.argv[3] ?? 5);
const COUNT = 6;
const READY_MS = 200;
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
const zdev = resolve(import.meta.dirname, '../../dist/zdev.cjs');

// In milliseconds since 1970, so that all processes share a clock: when it began, and when it was ready.
const SERVICE = `
const startMs = Date.now();
const [port, file] = process.argv.slice(2);
setTimeout(() => require('node:http').createServer((_, answer) => answer.end('ok')).listen(port, '127.0.0.1', () => {
  require('node:fs').appendFileSync(file, JSON.stringify({ startMs, readyMs: Date.now() }) + '\\n');
}), ${READY_MS});
`;

const results = [];
for (let round = 0; round <= rounds; round++) {
  const result = await chain();
  if (round > 0) results.push(result);
}
const hops = results.flatMap((result) => result.hopsMs);
console.log(
  `${type}: from ready to the first line of the next, per hop: median ${median(hops)} ms, max ${Math.max(...hops)} ms`,
);
console.log(
  `whole / ideal (time to ready of all, and Node's start of each): median ${median(results.map((r) => r.ratio)).toFixed(3)}`,
);

async function chain() {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
  writeFileSync(join(dir, 'service.cjs'), SERVICE);
  const ports = await freePorts(COUNT);
  const blocks = ports.map((port, i) => {
    const target = type === 'tcp' ? `127.0.0.1:${port}` : `http://127.0.0.1:${port}/`;
    return [
      `[services.s${i}]`,
      `exec = "exec node service.cjs ${port} times"`,
      i > 0 ? `requires = ["s${i - 1}"]` : '',
      `health = { type = "${type}", target = "${target}" }`,
    ].join('\n');
  });
  writeFileSync(join(dir, 'zinit.toml'), blocks.join('\n\n'));
  const tool = spawn(process.execPath, [zdev, 'up', '--no-tui'], { cwd: dir, env, stdio: 'ignore' });
  const times = await poll(() => {
    const lines = readFileSync(join(dir, 'times'), 'utf8').trim().split('\n');
    return lines.length === COUNT ? lines.map((line) => JSON.parse(line)) : null;
  });
  tool.kill('SIGINT');
  await new Promise((done) => tool.on('exit', done));
  rmSync(dir, { recursive: true, force: true });
  const hopsMs = times.slice(1).map(({ startMs }, i) => startMs - times[i].readyMs);
  const wholeMs = times.at(-1).readyMs - times[0].startMs;
  const idealMs =
    times.reduce((sum, { startMs, readyMs }) => sum + readyMs - startMs, 0) + (COUNT - 1) * (await nodeStartMs());
  return { hopsMs, ratio: wholeMs / idealMs };
}

/** From its spawn to the first line of a Node program: the part of a hop that zdev cannot change. */
async function nodeStartMs() {
  const fromMs = Date.now();
  const child = spawn(process.execPath, ['-e', 'process.stdout.write(String(Date.now()))'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return Number(text) - fromMs;
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((done) => {
          const server = createServer().listen(0, '127.0.0.1', () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

async function poll(look) {
  for (;;) {
    try {
      const found = look();
      if (found) return found;
    } catch {
      // not there yet
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
