// Measures what the screen costs on a real pseudo-terminal of 120 by 40: processor time of the screen and of the
// supervisor, bytes written to the terminal, memory, the time from a key to its effect, and the time to the first
// picture.
//   node bench/tui/screen.mjs [seconds=10]           all of it
//   node bench/tui/screen.mjs memory [minutes=10]    memory over time at 10,000 lines/s
// With `--only TEXT`, only the costs whose name contains this text; with `--against FILE` (another build's zdev.cjs),
// each cost for both, alternating.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { spawn } from 'node-pty';
import { ENV } from '../lib/running.mjs';

const {
  values: { only = '', against },
  positionals: [first, second],
} = parseArgs({ options: { only: { type: 'string' }, against: { type: 'string' } }, allowPositionals: true });
const here = resolve(import.meta.dirname, '../../dist/zdev.cjs');
const writer = resolve(import.meta.dirname, 'writer.mjs');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

if (first === 'memory') await memory(Number(second ?? 10));
else await costs(Number(first ?? 10));

async function costs(seconds) {
  if (only === '') await firstPicture();
  const sleepers = Array.from({ length: 20 }, (_, i) => `s${i}: exec sleep 1000\n`).join('');
  await measure('idle, 20 services', sleepers, seconds);
  await measure('300 services, 26 of them starting', starting(300, 26), seconds);
  for (const rate of [100, 10_000, 100_000]) {
    await measure(`${rate} lines/s shown`, `a: exec ${process.execPath} ${writer} ${rate}\n`, seconds);
  }
  await measure('10,000 lines/s, 10 services, all shown', floods(10, 1000), seconds, ['a']);
  await measure('10,000 lines/s, searched', floods(1, 10_000), seconds, ['/', '7777\r']);
  await measure('10,000 lines/s, filtered', floods(1, 10_000), seconds, ['f', '77\r']);
  if (only === '') await keys();
}

/** A zinit.toml. Some of its services stay in their start during the measurement, so that their times grow. */
function starting(count, those) {
  return Array.from(
    { length: count },
    (_, i) => `[services.s${i}]\nexec = "exec sleep 1000"\nlifecycle.ready_after_ms = ${i < those ? 900_000 : 0}\n`,
  ).join('');
}

function floods(count, rate) {
  return Array.from({ length: count }, (_, i) => `a${i}: exec ${process.execPath} ${writer} ${rate}\n`).join('');
}

/** Runs a project, and measures over a window. */
async function measure(name, project, seconds, pressed = []) {
  if (!name.includes(only)) return;
  await measureOne(name, { project, zdev: here }, seconds, pressed);
  if (against) await measureOne(`  ${against}`, { project, zdev: against }, seconds, pressed);
}

async function measureOne(name, { project, zdev }, seconds, pressed) {
  const use = async ({ pty, seen }) => {
    await pause(4000);
    for (const key of pressed) {
      pty.write(key);
      await pause(100);
    }
    await pause(1000);
    const supervisor = childrenOf(pty.pid).find((pid) => commandOf(pid).includes('supervise'));
    const before = [ticks(pty.pid), ticks(supervisor), seen.bytes, seen.frames];
    await pause(seconds * 1000);
    const after = [ticks(pty.pid), ticks(supervisor), seen.bytes, seen.frames];
    const [screen, supervise, bytes, frames] = after.map((value, i) => (value - before[i]) / seconds);
    const rss = [pty.pid, supervisor].map((pid) => `${rssOf(pid).toFixed(0)} MiB`);
    console.log(
      `${name}: screen ${screen.toFixed(1)} %, supervisor ${supervise.toFixed(1)} % of a core; ` +
        `${(bytes / 1024).toFixed(1)} KB/s in ${frames.toFixed(1)} frames/s; ${rss.join(' and ')}`,
    );
  };
  await withScreen(project, use, zdev);
}

/** From a key to the row that it changes, while 10,000 lines/s are shown. */
async function keys() {
  const procfile = `${floods(1, 10_000)}b: exec sleep 1000\n`;
  await withScreen(procfile, async ({ pty, seen }) => {
    await pause(4000);
    // The screen starts on the row of all services, which is above the first service.
    const first = seen.next(/\x1b\[1ma0\x1b\[(?:0|22)m/);
    pty.write('j');
    await first;
    const times = [];
    for (let i = 0; i < 60; i++) {
      const began = performance.now();
      const name = i % 2 === 0 ? 'b' : 'a0';
      const painted = seen.next(new RegExp(`\\x1b\\[1m${name}\\x1b\\[(?:0|22)m`));
      pty.write(i % 2 === 0 ? 'j' : 'k');
      times.push(await painted.then(() => performance.now() - began));
      await pause(40 + (i % 7) * 9);
    }
    const sorted = times.sort((a, b) => a - b);
    console.log(
      `key to painted row at 10,000 lines/s: median ${sorted[30].toFixed(1)} ms, 95 % ${sorted[56].toFixed(1)} ms`,
    );
  });
}

/** From the start to the first picture, against a bare Node that starts and ends. */
async function firstPicture() {
  const bare = [];
  const first = [];
  const frame = [];
  for (let i = 0; i < 15; i++) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0'], { env: ENV });
    bare.push(performance.now() - began);
    await withScreen('a: exec sleep 1000\n', async ({ startedMs, seen }) => {
      await seen.next(/zdev/);
      first.push(performance.now() - startedMs);
      await seen.next(/services/);
      frame.push(performance.now() - startedMs);
    });
  }
  const [node, picture, whole] = [bare, first, frame].map(median);
  console.log(
    `first picture: ${(picture - node).toFixed(0)} ms after bare node would have ended (${node.toFixed(0)} ms); ` +
      `the whole frame: ${(whole - node).toFixed(0)} ms after`,
  );
}

async function memory(minutes) {
  await withScreen(floods(1, 10_000), async ({ pty }) => {
    const supervisor = () => childrenOf(pty.pid).find((pid) => commandOf(pid).includes('supervise'));
    await pause(5000);
    for (let minute = 1; minute <= minutes; minute++) {
      const seen = { screen: [], supervisor: [] };
      for (let sample = 0; sample < 12; sample++) {
        await pause(5000);
        seen.screen.push(rssOf(pty.pid));
        seen.supervisor.push(rssOf(supervisor()));
      }
      const texts = Object.entries(seen).map(
        ([name, all]) => `${name} ${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)} MiB`,
      );
      console.log(`minute ${minute}: ${texts.join(', ')}`);
    }
  });
}

/** Runs `zdev up` with a Procfile or zinit.toml in its own directory, and a reader of what it writes. */
async function withScreen(project, use, zdev = here) {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
  writeFileSync(join(dir, project.startsWith('[') ? 'zinit.toml' : 'Procfile'), project);
  const env = { ...ENV, TERM: 'xterm-256color', LANG: 'C.UTF-8', CI: '', ZDEV_TUI: '' };
  const startedMs = performance.now();
  const pty = spawn(process.execPath, [zdev, 'up'], { cols: 120, rows: 40, cwd: dir, env, encoding: null });
  const seen = watch(pty);
  const ended = new Promise((done) => pty.onExit(done));
  try {
    await use({ pty, seen, startedMs });
  } finally {
    pty.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function watch(pty) {
  const waiting = new Set();
  const seen = {
    bytes: 0,
    frames: 0,
    /** Waits until something that is written from now on matches. Fails after 30 s. */
    next: (pattern) =>
      new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`the screen did not show ${pattern} within 30 s`)), 30_000);
        waiting.add({ pattern, text: '', done: () => done(clearTimeout(late)) });
      }),
  };
  pty.onData((data) => {
    seen.bytes += data.length;
    const text = data.toString('latin1');
    seen.frames += text.split('\x1b[?2026h').length - 1;
    for (const one of waiting) {
      one.text = (one.text + text).slice(-65_536);
      if (!one.pattern.test(one.text)) continue;
      waiting.delete(one);
      one.done();
    }
  });
  return seen;
}

function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ')[1].split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

function commandOf(pid) {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
}

/** Processor time in percent of a core: clock ticks of 10 ms. */
function ticks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) / 1024;
}
