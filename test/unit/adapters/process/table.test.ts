import { expect, test } from 'vitest';
import type { Proc, ProcStat } from '../../../../src/adapters/process/scan-linux.ts';
import { createProcTable } from '../../../../src/adapters/process/table-linux.ts';

const OURS = 100;

interface Fork {
  readonly run?: string;
  readonly parent?: number;
  readonly program?: string;
  readonly pid?: number;
  readonly pgid?: number;
}

/** A machine in memory, with a count of what is read of its processes. */
function machine() {
  const processes = new Map<number, ProcStat & { environ: string; program: string }>();
  const read: number[] = [];
  let last = 1000;
  let forks = 5000;
  let lists = 0;
  /** Called once, in the middle of the next look: when the pids have been listed. */
  let meanwhile = () => {};
  const proc: Proc = {
    pid: OURS,
    cursor: () => ({ forks, last }),
    pids() {
      lists += 1;
      const pids = [...processes.keys()];
      const then = meanwhile;
      meanwhile = () => {};
      then();
      return pids;
    },
    stat: (pid) => processes.get(pid) ?? null,
    environ(pid) {
      read.push(pid);
      return Buffer.from(processes.get(pid)?.environ ?? '');
    },
    uptime: () => 100,
    runsOurProgram: (pid) => processes.get(pid)?.program === 'node',
  };
  return {
    proc,
    read,
    lists: () => lists,
    during: (callback: () => void) => {
      meanwhile = callback;
    },
    fork({ run = '', parent = 1, program = 'sh', ...chosen }: Fork = {}) {
      const { pid = last + 1, pgid = pid } = chosen;
      last = pid;
      forks += 1;
      const environ = `PATH=/bin\0${run === '' ? '' : `ZDEV_RUN=${run}\0`}`;
      const stat = { state: 'S', ppid: parent, pgid, dead: false, kernel: false, cpuTicks: 5, pages: 1 };
      processes.set(pid, { ...stat, startTime: `${forks}`, environ, program });
      return pid;
    },
    change: (pid: number, changes: object) => processes.set(pid, { ...processes.get(pid)!, ...changes }),
    end: (pid: number) => processes.delete(pid),
  };
}

test('what began before the table is never read; what is new is read once', async () => {
  const { proc, read, fork, lists } = machine();
  for (let count = 0; count < 1000; count++) fork();
  const table = createProcTable({ proc });
  const web = fork({ run: 'p/s/web/1' });
  const stranger = fork();
  expect((await table.refresh()).survivors('p/s/web/1')).toEqual({ pids: [web], sure: true });
  const later = fork({ run: 'p/s/web/1', parent: web });
  expect((await table.refresh()).survivors('p/s/web/1').pids).toEqual([web, later]);
  expect(read).toEqual([web, stranger, later]);
  await table.refresh();
  expect(lists()).toBe(2); // nobody has forked
});

test('with older runs, everything is read, once', async () => {
  const { proc, read, fork } = machine();
  const old = fork({ run: 'p/old/web/1' });
  const table = createProcTable({ proc, older: true });
  expect((await table.refresh()).all()).toEqual([{ pid: old, marker: 'p/old/web/1' }]);
  fork();
  await table.refresh();
  expect(read).toHaveLength(2);
});

test('a process that clears its environment still belongs to its run; one that takes its pid later does not', async () => {
  const { proc, fork, change, end } = machine();
  const table = createProcTable({ proc });
  const daemon = fork({ run: 'p/s/web/1' });
  await table.refresh();
  change(daemon, { environ: 'PATH=/bin\0' });
  fork();
  expect((await table.refresh()).survivors('p/s/web/1').pids).toEqual([daemon]);
  end(daemon);
  fork({ pid: daemon });
  expect((await table.refresh()).survivors('p/s/web/1').pids).toEqual([]);
});

test('a child of ours is not judged before its exec', async () => {
  const { proc, fork, change } = machine();
  const table = createProcTable({ proc });
  const child = fork({ parent: OURS, program: 'node' });
  expect((await table.refresh()).survivors('p/s/web/1').sure).toBe(false);
  change(child, { environ: 'ZDEV_RUN=p/s/web/1\0', program: 'sh' }); // same pid, same start time
  expect((await table.refresh()).survivors('p/s/web/1')).toEqual({ pids: [child], sure: true });
});

test('a process without an environment is looked at once more', async () => {
  const { proc, fork, change } = machine();
  const table = createProcTable({ proc });
  const between = fork({ run: 'p/s/web/1' });
  change(between, { environ: '' });
  const looking = table.refresh();
  change(between, { environ: 'ZDEV_RUN=p/s/web/1\0' });
  expect((await looking).survivors('p/s/web/1').pids).toEqual([between]);
});

test('a child that is forked while its parent ends is not missed', async () => {
  const { proc, fork, end, during } = machine();
  const table = createProcTable({ proc });
  const parent = fork({ run: 'p/s/web/1' });
  let child = 0;
  during(() => {
    child = fork({ run: 'p/s/web/1', parent });
    end(parent);
  });
  expect((await table.refresh()).survivors('p/s/web/1')).toEqual({ pids: [child], sure: true });
});

test('the same, where the parent was known already', async () => {
  const { proc, fork, end, during } = machine();
  const table = createProcTable({ proc });
  const parent = fork({ run: 'p/s/web/1' });
  await table.refresh();
  fork();
  during(() => {
    fork({ run: 'p/s/web/1', parent });
    end(parent);
  });
  expect((await table.refresh()).survivors('p/s/web/1')).toEqual({ pids: [], sure: false });
  expect((await table.refresh()).survivors('p/s/web/1').pids).toHaveLength(1);
});

test('members without a marker are those of the group, and descendants', async () => {
  const { proc, fork } = machine();
  const table = createProcTable({ proc });
  const leader = fork({ run: 'p/s/web/1' });
  table.add({ pid: leader, marker: 'p/s/web/1' });
  const cleared = fork({ parent: leader });
  const orphan = fork({ parent: 1, pgid: leader });
  fork();
  const scan = await table.refresh();
  expect(scan.members('p/s/web/1').map(({ pid }) => pid)).toEqual([leader, cleared, orphan]);
  expect(scan.survivors('p/s/web/1').pids).toEqual([leader]);
  table.remove('p/s/web/1');
  expect((await table.refresh()).members('p/s/web/1')).toEqual([]);
});

test('of a group of zombies nobody lives', async () => {
  const { proc, fork, change } = machine();
  const table = createProcTable({ proc });
  const zombie = fork({ run: 'p/s/web/1' });
  change(zombie, { dead: true });
  const scan = await table.refresh();
  expect(scan.groupLives(zombie)).toBe(false);
  expect(scan.survivors('p/s/web/1').pids).toEqual([]);
});
