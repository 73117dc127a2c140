/**
 * The smallest supervisor around the plain stream: reads `cat FILE` of every file given, each through a FIFO, and
 * prints to stdout what zdev would. Reports its own cost on stderr as JSON. Started by flood.mjs, in a bundle.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRing } from '../../src/adapters/log/ring.ts';
import { createLogStore } from '../../src/adapters/log/store.ts';
import { createWriter } from '../../src/adapters/log/writer.ts';
import { createPlainStream } from '../../src/cli/up/plain/stream.ts';

const files = process.argv.slice(2);
const names = files.map((_, index) => `svc${index}`);
const stream = createPlainStream({
  out: createWriter(1, { warn: console.error }),
  names,
  color: false,
  timestamps: process.env['BENCH_TIMESTAMPS'] !== '0',
  terminal: false,
  nowDate: () => new Date(),
});
const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
const store =
  process.env['BENCH_STORE'] === '1' ? createLogStore({ dir: join(dir, 'logs'), warn: console.error }) : null;
execFileSync(
  'mkfifo',
  names.map((name) => join(dir, name)),
);
await Promise.all(files.map((file, index) => run(names[index], file)));
await stream.end();
await store?.close();
rmSync(dir, { recursive: true });
const { userCPUTime, systemCPUTime } = process.resourceUsage();
console.error(JSON.stringify({ rssMiB: peakRssMiB(), cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000) }));

/** Not `maxRSS`: on Linux that begins with what the parent had when it forked. */
function peakRssMiB() {
  if (process.platform !== 'linux') return Math.round(process.resourceUsage().maxRSS / 1024);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round(Number(peak[1]) / 1024);
}

function run(name, file) {
  const sink = stream.sink(name);
  const ring = process.env['BENCH_RING'] === '0' ? null : createRing({ maxLines: 1000, nowMs: Date.now });
  const stored = store?.open({ name, run: 1, purpose: 'exec' });
  const path = join(dir, name);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const end = openSync(path, constants.O_WRONLY);
  spawn('/bin/sh', ['-c', `exec cat ${file}`], { stdio: ['ignore', end, end] });
  closeSync(end);
  return new Promise((resolve) => {
    const socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: {
        buffer: Buffer.allocUnsafeSlow(65536),
        callback(size, buffer) {
          const chunk = buffer.subarray(0, size);
          ring?.write(chunk, 1);
          stored?.write(chunk);
          if (sink.write(chunk)) return true;
          sink.onDrain(() => socket.resume());
          return false;
        },
      },
    });
    socket.on('end', () => {
      sink.end();
      stored?.end();
      resolve();
    });
    socket.resume();
  });
}
