// Measures the socket: the round trip of service.status from one client, and calls a second from ten, with server and
// clients in separate processes. Limits: under 1 ms median, at least 10,000 calls a second.
//   node bench/rpc/round-trip.mjs [calls=5000]
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const calls = Number(process.argv[2] ?? 5000);
const clients = 10;
const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
const root = resolve(import.meta.dirname, '../..');
const source = `
  export { connect } from '${root}/src/rpc/client.ts';
  export { serve } from '${root}/src/rpc/server.ts';
  export { FakeControl } from '${root}/test/unit/rpc/fake-control.ts';
  export { service } from '${root}/test/unit/rpc/specs.ts';`;
const bundle = join(dir, 'rpc.mjs');
buildSync({
  stdin: { contents: source, resolveDir: root, loader: 'ts' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
const path = join(dir, 'z.sock');
writeFileSync(
  join(dir, 'server.mjs'),
  `import { FakeControl, serve, service } from ${JSON.stringify(pathToFileURL(bundle).href)};
   const control = new FakeControl(Array.from({ length: 20 }, (_, i) => service('s' + i))).up();
   await serve({ control, path: ${JSON.stringify(path)} });
   process.send('ready');`,
);
const server = fork(join(dir, 'server.mjs'));
await new Promise((ready) => server.once('message', ready));
const { connect } = await import(pathToFileURL(bundle).href);

const one = await connect(path);
const times = [];
for (let i = 0; i < calls; i++) {
  const startMs = performance.now();
  await one.call('service.status', { name: 's7' });
  times.push(performance.now() - startMs);
}
times.sort((a, b) => a - b);
const median = times[times.length >> 1];
console.log(`round trip: median ${median.toFixed(3)} ms, 99 % ${times[Math.floor(times.length * 0.99)].toFixed(3)} ms`);

const many = await Promise.all(Array.from({ length: clients }, () => connect(path)));
const startMs = performance.now();
await Promise.all(
  many.map(async (client) => {
    for (let i = 0; i < calls; i++) await client.call('service.status', { name: 's7' });
  }),
);
const perSecond = (clients * calls) / ((performance.now() - startMs) / 1000);
console.log(`${clients} clients, each waiting for its answer: ${Math.round(perSecond)} calls/s`);
for (const client of [one, ...many]) client.close();
server.kill();
rmSync(dir, { recursive: true, force: true });
process.exitCode = median < 1 && perSecond >= 10_000 ? 0 : 1;
