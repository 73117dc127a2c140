import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { detachedScript } from '../../../src/adapters/process/detached-script.ts';
import { hasProc, tool } from '../../../src/system.ts';
import { linux, needs } from '../../helpers/needs.ts';
import { lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { processesWith } from '../../helpers/zdev-scan.ts';
import { openHost, run } from './rig.ts';

/** A service that minds a signal. In node: of a signal that comes while a shell forks, the child may know nothing. */
const minds = (signal: string, code: number) =>
  `exec ${process.execPath} -e "process.on('${signal}', () => process.exit(${code})); setInterval(() => {}, 999); console.log('ready')"`;

const ENDS: [string, string, NodeJS.Signals | null][] = [
  ['exit 0', 'true', null],
  ['exit 7', program('exits-with.sh', 7), null],
  ['exit status after exec', `exec ${program('exits-with.sh', 3)}`, null],
  ['killed by a signal', `exec ${program('dies-by.sh', 'SEGV')}`, null],
  ['killed by SIGPIPE', `exec ${program('dies-by.sh', 'PIPE')}`, null],
  ['stopped by SIGTERM', 'echo ready; exec sleep 300', 'SIGTERM'],
  ['stopped by SIGINT', 'echo ready; exec sleep 300', 'SIGINT'],
  ['stopped by SIGQUIT', 'echo ready; sleep 300', 'SIGQUIT'],
  ['stopped by SIGHUP', 'echo ready; sleep 300', 'SIGHUP'],
  ['stopped by SIGUSR1', 'echo ready; exec sleep 300', 'SIGUSR1'],
  ['killed by SIGKILL', 'echo ready; sleep 300', 'SIGKILL'],
  ['ends well when stopped', minds('SIGTERM', 0), 'SIGTERM'],
  ['has a status of its own when stopped', minds('SIGINT', 9), 'SIGINT'],
];

test.each(ENDS)('detached and attached runs report the same: %s', async (_, command, signal) => {
  const logs = await Promise.all(
    [true, false].map(async (outlivesSupervisor) => {
      const observed = run(openHost({ outlivesSupervisor }), command);
      if (signal !== null) {
        await observed.ready();
        observed.handle.signal(signal);
      }
      await observed.ended();
      return [...observed.log, observed.text()];
    }),
  );
  expect(logs[0]).toEqual(logs[1]);
});

test('a signal reaches the service once', async () => {
  const host = openHost({ outlivesSupervisor: true });
  const counting = run(host, "trap 'echo got; n=1' TERM; echo ready; while :; do sleep 0.02; echo on; done");
  await counting.ready();
  counting.handle.signal('SIGTERM');
  await until(() => /got[\s\S]*(on\n){5}/.test(counting.text()));
  expect(counting.text().match(/got/g)).toHaveLength(1);
});

/** Where there is no /proc, each end takes some runs of `ps`. */
const MOMENTS = hasProc() ? 60 : 12;

test('a signal at any moment of the start is not lost', async () => {
  const host = openHost({ outlivesSupervisor: true });
  for (let moment = 0; moment < MOMENTS; moment++) {
    const observed = run(host, 'exec sleep 300');
    await until(() => observed.handle.pid !== null || moment < 5);
    const sendMs = performance.now() + (moment * 3) / MOMENTS;
    while (performance.now() < sendMs);
    observed.handle.signal('SIGTERM');
    await observed.ended();
    expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
  }
});

test('the pipe keeps its name until the tree of the run is gone, and both are private', async () => {
  const stateDir = join(tempDir(), '.zdev');
  const host = openHost({ outlivesSupervisor: true, stateDir });
  const observed = run(host, 'echo ready; exec sleep 300', { name: 'Web.1' });
  await observed.ready();
  const [life, name, notes, ...others] = readdirSync(join(stateDir, 'runs')).sort();
  expect(life).toMatch(/^\+web\.1-\d+\.life\.log$/);
  expect(name).toMatch(/^\+web\.1-\d+\.log$/);
  expect(notes).toMatch(/^\+web\.1-\d+\.notes\.log$/);
  expect(others).toEqual([]);
  expect(statSync(join(stateDir, 'runs')).mode & 0o777).toBe(0o700);
  expect(statSync(join(stateDir, 'runs', name!)).mode & 0o777).toBe(0o600);
  expect(observed.handle.identity).toMatchObject({ pid: observed.handle.pid, session: expect.any(String) });
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(readdirSync(join(stateDir, 'runs'))).toEqual([]);
  await host.close();
  expect(readdirSync(stateDir).filter((name) => name.startsWith('pipe'))).toEqual([]);
});

test('what runs over a pipe of Node cannot be adopted', async () => {
  const nodePipe = run(
    openHost({ outlivesSupervisor: true, stateDir: '/dev/null/zdev' }),
    'echo ready; exec sleep 300',
  );
  await nodePipe.ready();
  expect(nodePipe.handle.identity).toBeUndefined();
});

const tellsSuspension = needs(hasProc(), 'macOS does not tell that a process is suspended');

test('a suspended service on a terminal is noticed, and continues', tellsSuspension, async () => {
  const observed = run(
    openHost({ outlivesSupervisor: true }),
    'echo ready; while read -r line; do echo got $line; done',
    {
      tty: true,
    },
  );
  await observed.ready();
  for (const round of ['once', 'again']) {
    observed.handle.signal('SIGSTOP', { bare: true });
    await until(() => observed.log.at(-1) === 'suspended', { what: () => observed.log.join() });
    observed.handle.signal('SIGCONT', { bare: true });
    observed.handle.write?.(`${round}\r`);
    await until(() => observed.text().includes(`got ${round}`), { what: () => observed.text() });
  }
  observed.handle.signal('SIGTERM');
  await observed.ended();
});

test('a service on a terminal that is suspended and continued at once keeps running', async () => {
  const observed = run(
    openHost({ outlivesSupervisor: true }),
    'echo ready; while read -r line; do echo got $line; done',
    {
      tty: true,
    },
  );
  await observed.ready();
  for (let round = 0; round < 20; round++) {
    observed.handle.signal('SIGSTOP', { bare: true });
    observed.handle.signal('SIGCONT', { bare: true });
  }
  observed.handle.write?.('line\r');
  await until(() => observed.text().includes('got line'), { what: () => observed.text() });
});

const SYSTEM = Symbol.for('zdev.system');

test('where there is no script, and where it finds no terminal, there are pipes', async () => {
  const dir = tempDir();
  for (const name of ['mkfifo', 'grep', 'sleep']) symlinkSync(tool(name), join(dir, name));
  const world = globalThis as { [key: symbol]: unknown };
  // Where the tests run as on macOS, the system that is lent to them stays theirs afterwards.
  const lent = world[SYSTEM];
  onTestFinished(() => {
    world[SYSTEM] = lent;
  });
  world[SYSTEM] = { ...(lent as object), toolDirs: [dir] };
  const says = async () => {
    const observed = run(openHost({ outlivesSupervisor: true }), '[ -t 1 ] && echo a terminal || echo ready', {
      tty: true,
      forced: false,
    });
    await observed.ended();
    return observed.text();
  };
  expect(await says()).toBe('ready\n');
  writeFileSync(join(dir, 'script'), '#!/bin/sh\necho script: no terminal left >&2; exit 1\n', { mode: 0o755 });
  expect(await says()).toBe('ready\n');
});

test('a wrong directory is reported as for other runs, and leaves no file', async () => {
  const stateDir = tempDir();
  const observed = run(openHost({ outlivesSupervisor: true, stateDir }), 'true', { dir: join(stateDir, 'none') });
  await observed.ended();
  expect(observed.log).toEqual([expect.stringMatching(/^failed: directory .*none does not exist$/), 'end']);
  expect(readdirSync(join(stateDir, 'runs'))).toEqual([]);
});

test('a leader that alone is killed leaves its service to be ended', async () => {
  const observed = run(openHost({ outlivesSupervisor: true }), 'echo ready $$; exec sleep 300');
  const [service] = await observed.ready();
  process.kill(observed.handle.pid!, 'SIGKILL');
  await until(() => observed.log.includes('exited SIGKILL'));
  expect(lives(service!)).toBe(true);
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(lives(service!)).toBe(false);
});

// Elsewhere nobody can be asked for the state of a parent so cheaply.
test(
  'a leader stays when its supervisor is a parent still, but dead: its threads end one after the other',
  linux,
  async () => {
    const dir = tempDir();
    const [life, notes, command] = [join(dir, 'life'), join(dir, 'notes'), `. ${join(dir, 'command')}`];
    execFileSync('mkfifo', [life]);
    const note = (pid: string, stat: string) => `mkdir ${dir}/${pid}; echo "${stat}" >${dir}/${pid}/stat\n`;
    const [own, parent] = [note('$PPID', `1 (sh) S ${process.pid} 0`), note(`${process.pid}`, '1 (a) b) Z 1 0')];
    writeFileSync(join(dir, 'command'), `${own}${parent}exit 7`);
    const leader = spawn('/bin/sh', ['-c', detachedScript(dir), 'zdev-run', command, notes, life], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    onTestFinished(() => void leader.kill('SIGKILL'));
    const waits = () => readFileSync(`/proc/${leader.pid}/task/${leader.pid}/children`, 'utf8') !== '';
    await until(() => existsSync(notes) && readFileSync(notes, 'utf8').endsWith('\n7\n'));
    await until(() => leader.exitCode !== null || waits());
    expect(leader.exitCode).toBeNull();
    await until(() => !leader.kill('SIGCONT') || leader.exitCode !== null);
    expect(leader.exitCode).toBe(7);
  },
);

// macOS shows the environment of no system program, by which a leader is found that has not said who it is.
const findsLeaders = needs(hasProc(), 'a system without /proc does not tell of a leader that has not begun');

test.each([false, true])(
  'a leader that hangs before it has begun is killed (on a terminal: %s)',
  findsLeaders,
  async (tty) => {
    // What is loaded first is a pipe that nobody writes to.
    const hangs = join(tempDir(), 'pipe');
    execFileSync('mkfifo', [hangs]);
    const observed = run(openHost({ outlivesSupervisor: true }), 'sleep 300', {
      tty,
      forced: false,
      env: { LD_PRELOAD: hangs },
    });
    const marked = () => processesWith(`LD_PRELOAD=${hangs}`).map(({ pid }) => pid);
    await until(() => marked().length > 0, { what: 'the leader' });
    observed.handle.signal('SIGTERM');
    // Again and again, as zdev does it.
    const killer = setInterval(() => observed.handle.signal('SIGKILL'), 50);
    await observed.ended().finally(() => clearInterval(killer));
    expect(marked()).toEqual([]);
  },
);
