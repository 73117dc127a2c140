import { constants, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OutputSink } from '../../../src/runtime/ports.ts';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { openHost, run } from './rig.ts';

/** Held by zdev itself, and by `script`, where services outlive zdev. */
describe.each([false, true])('a terminal; services outlive their supervisor: %s', (outlivesSupervisor) => {
  test('a program on a pty sees a terminal, its size and what is typed', async () => {
    const host = openHost({ outlivesSupervisor });
    const observed = run(host, `echo $TERM; ${program('reports-terminal.mjs')}`, { tty: true });
    await until(() => observed.text().includes('tty true 80x24'), { what: () => observed.text() });
    expect(observed.text()).toMatch(/^xterm-256color\r\n/);
    observed.handle.resize?.(100, 30);
    await until(() => observed.text().includes('tty true 100x30'));
    observed.handle.write?.('hello\r');
    await until(() => observed.text().includes('typed hello'));
    observed.handle.signal('SIGTERM');
    await observed.ended();
    expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
    expect(host.notices).toEqual([]);
    observed.handle.resize?.(90, 20);
    observed.handle.write?.('too late');
  });

  test('nothing of the end of the output is lost, twenty at once, in 500 runs (100 where each takes more processes)', async () => {
    const host = openHost({ outlivesSupervisor });
    const wrong: string[] = [];
    for (let round = 0; round < (outlivesSupervisor ? 5 : 25); round++) {
      const all = Array.from({ length: 20 }, () => run(host, 'seq 1 20000', { tty: true }));
      for (const observed of all) {
        await observed.ended();
        const lines = observed.text().split('\r\n');
        if (lines.length !== 20_001 || lines.at(-2) !== '20000')
          wrong.push(`${lines.length - 1} lines in round ${round}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('nothing is lost when the sink is behind at the end', async () => {
    let resume: (() => void) | null = null;
    const sink: OutputSink = {
      write: () => resume !== null,
      onDrain: (callback) => {
        setTimeout(() => {
          resume = callback;
          callback();
        }, 400); // later than node-pty waits for a reader after the exit
      },
      end() {},
    };
    const observed = run(openHost({ outlivesSupervisor }), 'echo first; sleep 0.1; seq 1 500', { tty: true, sink });
    await observed.ended();
    expect(observed.text().split('\r\n').length).toBe(502);
  });

  test('a flood of small pieces, the question after it and its end come whole', async () => {
    const observed = run(openHost({ outlivesSupervisor }), `stty -echo; ${program('floods-then-asks.mjs', 2000)}`, {
      tty: true,
    });
    await until(() => observed.text().endsWith('\r\ngo on? '), { timeoutMs: 30_000 });
    observed.handle.write?.('yes\r');
    await observed.ended();
    const numbers = Array.from({ length: 4000 }, (_, i) => `${i + 1}\r\n`);
    expect(observed.text()).toBe([...numbers.slice(0, 2000), 'go on? ', ...numbers.slice(2000)].join(''));
    expect(observed.log).toEqual(['spawned', 'exited 0', 'treeGone', 'end']);
  });

  test('bytes are passed as they are', async () => {
    const observed = run(openHost({ outlivesSupervisor }), program('invalid-utf8.sh'), { tty: true });
    await observed.ended();
    expect(observed.output().toString('latin1')).toBe('a\xfe\xffb \xc0\xaf \x80 \xc3\r\n');
  });

  test('exit status, and a missing directory', async () => {
    const host = openHost({ outlivesSupervisor });
    const failing = run(host, program('exits-with.sh', 7), { tty: true });
    await failing.ended();
    expect(failing.log).toEqual(['spawned', 'exited 7', 'treeGone', 'end']);
    const lost = run(host, 'true', { tty: true, dir: `${tempDir()}/none` });
    await lost.ended();
    expect(lost.log[0]).toMatch(/^failed: directory .*none does not exist$/);
  });

  test('the whole tree ends, a daemon outside the terminal too', async () => {
    const host = openHost({ outlivesSupervisor });
    const observed = run(host, program('double-forks.mjs', 'stay'), { tty: true });
    const [daemon] = await observed.ready();
    const stubborn = run(host, program('ignores-sigterm.mjs'), { tty: true });
    const [pid] = await stubborn.ready();
    observed.handle.signal('SIGTERM');
    stubborn.handle.signal('SIGKILL');
    await Promise.all([observed.ended(), stubborn.ended()]);
    expect([daemon!, pid!].filter(lives)).toEqual([]);
  });

  test('a shell that ends first does not have the terminal hang up on the rest', async () => {
    const slow =
      "trap 'sleep 0.3; echo orderly; exit 0' TERM; trap 'echo hung up; exit 1' HUP; echo ready; while :; do sleep 0.1; done";
    const observed = run(openHost({ outlivesSupervisor }), `cd . && sh -c "${slow}"`, { tty: true });
    await observed.ready();
    observed.handle.signal('SIGTERM');
    await observed.ended();
    expect(observed.text()).toContain('orderly');
    expect(observed.text()).not.toContain('hung up');
    expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
  });

  test('what is typed does not keep the end of a service from being seen', async () => {
    const observed = run(
      openHost({ outlivesSupervisor }),
      `trap 'exit 3' INT; ${program('forks-orphan.sh')}; while :; do sleep 0.1; done`,
      {
        tty: true,
      },
    );
    const [orphan] = await observed.ready();
    observed.handle.write?.('\x03');
    await until(() => observed.log.includes('exited 3'), { timeoutMs: 15_000 });
    observed.handle.signal('SIGKILL');
    await observed.ended();
    expect(lives(orphan!)).toBe(false);
  });
});

test('a terminal costs zdev no thread', needs(hasProc(), 'it needs /proc'), async () => {
  const host = openHost();
  const threads = () => readdirSync('/proc/self/task').length;
  const start = async () => {
    const observed = run(host, 'echo ready $$; exec sleep 300', { tty: true });
    await observed.ready();
  };
  await start();
  const before = threads();
  for (let i = 0; i < 8; i++) await start();
  // Node itself may add its threads for files.
  expect(threads()).toBeLessThan(before + 8);
});

test(
  'a terminal waits in reads, belongs to the service, and nobody below zdev holds its other end',
  needs(hasProc(), 'it needs /proc'),
  async () => {
    const host = openHost();
    const other = run(host, 'echo ready $$; exec sleep 300', { tty: true });
    await other.ready();
    const looks = 'ps -o tpgid=,pgid= -p $$; grep flags /proc/$$/fdinfo/0; ls -l /proc/$$/fd; echo done';
    const observed = run(host, looks, { tty: true });
    await observed.ended();
    const [groups = '', flags = '', ...files] = observed.text().split('\r\n');
    const [foreground, own] = groups.trim().split(/ +/);
    expect(foreground).toBe(own);
    expect(Number.parseInt(flags.split(/\s+/)[1] ?? '', 8) & constants.O_NONBLOCK).toBe(0);
    expect(files.filter((file) => file.includes('/dev/pts/'))).toHaveLength(3);
    expect(files.filter((file) => file.includes('ptmx'))).toEqual([]);
    expect(files).toContain('done');
    const piped = run(host, 'ls -l /proc/$$/fd; echo done');
    await piped.ended();
    expect(piped.text()).toContain('done');
    expect(piped.text()).not.toContain('ptmx');
  },
);
