import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// It costs every start of Node 80 ms, and is not part of what is measured.
const { NODE_EXTRA_CA_CERTS: _certificates, ...clean } = process.env;

/** The environment of everything that is measured. */
export const ENV = { ...clean, CI: '', TERM: 'xterm' };

/** A fresh directory with these files; `remove` deletes it. */
export function project(files) {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-bench-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) };
}

/** Starts a tool. Its output is discarded, unless `output` says where it goes. */
export function run([program, ...args], { cwd, output = 'ignore', env = ENV }) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.on('error', () => {});
  return {
    pid: child.pid,
    ended,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => child.kill(name),
    /** Asks it to end. After a while, kills it with its process group. */
    async stop(signal = 'SIGINT', patienceMs = 20_000) {
      child.kill(signal);
      const timer = setTimeout(() => killGroup(child.pid), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** Runs a command to its end. Returns how long that took in ms, and its status. */
export async function timed(command, options) {
  const startMs = performance.now();
  const started = run(command, options);
  const status = await started.ended;
  return { ms: performance.now() - startMs, status };
}

/** Waits until a condition returns something. Checks every `everyMs`; rejects after `withinMs`. */
export async function until(what, condition, { withinMs = 60_000, everyMs = 1 } = {}) {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const found = condition();
    if (found) return found;
    if (performance.now() > deadlineMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Milliseconds since 1970, with all digits. */
export const nowMs = () => performance.timeOrigin + performance.now();

/** The resource usage of a process: resident memory in MiB, processor time in s. */
export function usage(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    rssMiB: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024,
    cpuS: (Number(fields[11]) + Number(fields[12])) / 100,
  };
}

/** The children of a process. */
export function children(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
