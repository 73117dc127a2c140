// Measures what zdev costs while nothing happens: 20 sleeping services, processor time over a window, memory at its
// end.
//   node bench/idle/idle.mjs [seconds=20]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const seconds = Number(process.argv[2] ?? 20);
const zdev = resolve(import.meta.dirname, '../../dist/zdev.cjs');
const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
writeFileSync(join(dir, 'Procfile'), Array.from({ length: 20 }, (_, i) => `s${i}: exec sleep 1000\n`).join(''));
const tool = spawn(process.execPath, [zdev, 'up', '--no-tui'], { cwd: dir, stdio: 'ignore' });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Clock ticks (of 10 ms) in user and system mode: fields 14 and 15 of proc(5). */
const ticks = () => {
  const fields = readFileSync(`/proc/${tool.pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

await pause(5000);
const before = ticks();
await pause(seconds * 1000);
const percent = (ticks() - before) / seconds;
const [, rss] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${tool.pid}/status`, 'latin1'));
console.log(`idle with 20 services: ${percent.toFixed(2)} % of a core, ${(rss / 1024).toFixed(0)} MiB resident`);
tool.kill('SIGINT');
await new Promise((done) => tool.on('exit', done));
rmSync(dir, { recursive: true, force: true });
