import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { until } from '../../helpers/wait.ts';
import { openHost, run } from './rig.ts';

test('a signal reaches the whole group', async () => {
  const observed = run(openHost(), 'sleep 300 & echo ready $! ; sleep 300');
  const [child] = await observed.ready();
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
  expect(lives(child!)).toBe(false);
});

test('the tree of a program that ignores SIGTERM is not gone until it is killed', async () => {
  const observed = run(openHost(), `${program('ignores-sigterm.mjs')}; true`);
  const [pid] = await observed.ready();
  observed.handle.signal('SIGTERM');
  await until(() => observed.log.includes('exited SIGTERM') && observed.text().includes('ignored SIGTERM'));
  expect(observed.log).not.toContain('treeGone');
  expect(lives(pid!)).toBe(true);
  observed.handle.signal('SIGKILL');
  await observed.ended();
  expect(lives(pid!)).toBe(false);
});

test('a group that outlives its leader is reported by silence, and ends when it is signalled', async () => {
  const host = openHost();
  const observed = run(host, program('forks-orphan.sh'));
  const [orphan] = await observed.ready();
  await until(() => observed.log.includes('exited 0'));
  await wholeRun(host);
  expect(observed.log).toEqual(['spawned', 'exited 0']);
  expect(lives(orphan!)).toBe(true);
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(lives(orphan!)).toBe(false);
});

test('a daemon in its own session ends after its leader', async () => {
  const observed = run(openHost(), program('double-forks.mjs'));
  const [daemon] = await observed.ready();
  await observed.ended();
  expect(observed.log).toEqual(['spawned', 'exited 0', 'treeGone', 'end']);
  expect(lives(daemon!)).toBe(false);
});

test('a daemon that ignores SIGTERM holds up the end of the run until it is killed', async () => {
  const observed = run(openHost(), program('double-forks.mjs', 'stay', 'stubborn'));
  const [daemon] = await observed.ready();
  observed.handle.signal('SIGTERM');
  await until(() => observed.log.includes('exited SIGTERM'));
  await wholeRun(openHost());
  expect(observed.log).not.toContain('treeGone');
  observed.handle.signal('SIGKILL');
  await observed.ended();
  expect(lives(daemon!)).toBe(false);
});

test('only strays of the same run are ended', async () => {
  const host = openHost();
  const other = run(host, `${program('double-forks.mjs', 'stay')}`);
  const [daemon] = await other.ready();
  await run(host, program('double-forks.mjs')).ended();
  expect(lives(daemon!)).toBe(true);
  other.handle.signal('SIGTERM');
  await other.ended();
  expect(lives(daemon!)).toBe(false);
});

// On macOS, the parent of the zombie, a program of the system, would be out of reach.
test('a group of zombies that nobody reaps counts as empty', needs(hasProc(), 'it needs /proc'), async () => {
  const observed = run(openHost(), program('leaves-zombie.sh'));
  const [parent, zombie] = await observed.ready();
  await until(() => observed.log.includes('exited 0'));
  expect(lives(zombie!)).toBe(false);
  await observed.ended();
  expect(lives(parent!)).toBe(false);
});

test('a signal before the start is sent at the start', async () => {
  const observed = run(openHost(), 'sleep 300');
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
});

test('a signal after the end reaches nobody', async () => {
  const observed = run(openHost(), 'true');
  await observed.ended();
  const sent: number[] = [];
  const { kill } = process;
  process.kill = (id) => {
    sent.push(id);
    return true;
  };
  observed.handle.signal('SIGKILL');
  process.kill = kill;
  expect(sent).toEqual([]);
});

test('twenty runs with a child each are gone at once', async () => {
  const host = openHost();
  const bystander = spawn('sleep', ['300'], { detached: true });
  const all = Array.from({ length: 20 }, () => run(host, 'sleep 300 & echo ready $!; wait'));
  const children = (await Promise.all(all.map((observed) => observed.ready()))).flat();
  for (const { handle } of all) handle.signal('SIGINT'); // ignored by children in the background of dash
  for (const { handle } of all) handle.signal('SIGTERM');
  await Promise.all(all.map((observed) => observed.ended()));
  expect(children.filter(lives)).toEqual([]);
  expect(lives(bystander.pid!)).toBe(true);
  bystander.kill('SIGKILL');
});

for (const tty of [false, true]) {
  test(
    `a suspended run is reported, and can still end in order${tty ? ', on a terminal' : ''}`,
    needs(hasProc(), 'it needs /proc'),
    async () => {
      const observed = run(openHost(), MINDS_TERM, {
        tty,
      });
      await observed.ready();
      observed.handle.signal('SIGSTOP', { bare: true });
      await until(() => observed.log.includes('suspended'));
      observed.handle.signal('SIGCONT', { bare: true });
      await until(() => observed.log.includes('continued'));
      observed.handle.signal('SIGSTOP', { bare: true });
      await until(() => observed.log.filter((event) => event === 'suspended').length === 2);
      observed.handle.signal('SIGTERM');
      await observed.ended();
      expect(observed.text()).toContain('cleaned up');
      expect(observed.log).toContain('exited 3');
    },
  );
}

/** A shell that is suspended just when it starts a command is not: it waits for the command, which is. */
const MINDS_TERM = `exec ${process.execPath} -e "process.on('SIGTERM', () => { console.log('cleaned up'); process.exit(3); }); setInterval(() => {}, 999); console.log('ready')"`;

/** Another run from its start to its end: in this time, the host would have told of whatever it had to tell. */
async function wholeRun(host: ReturnType<typeof openHost>): Promise<void> {
  const other = run(host, `${program('forks-orphan.sh')}`);
  const [orphan] = await other.ready();
  await until(() => other.log.includes('exited 0'));
  process.kill(orphan!, 'SIGKILL');
  await other.ended();
}

test.each([
  ['in its group', 'sleep 301 >/dev/null 2>&1 & echo ready $!'],
  ['outside of it', `${program('double-forks.mjs')}`],
])('a service that ends well and leaves a process %s names it; a stop names nobody', async (_, command) => {
  const observed = run(openHost(), command);
  const pids = await observed.ready();
  await until(() => observed.log.includes('exited 0'));
  expect(observed.behind.map(({ pid }) => pid)).toContain(pids.at(-1));
  expect(observed.behind.every(({ command }) => command !== '')).toBe(true);
  observed.handle.signal('SIGKILL');
  await observed.ended();
  const stopped = run(openHost(), "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done");
  await stopped.ready();
  stopped.handle.signal('SIGTERM');
  await stopped.ended();
  expect(stopped.behind).toEqual([]);
});
