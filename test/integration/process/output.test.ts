import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutputSink } from '../../../src/runtime/ports.ts';
import { lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { until } from '../../helpers/wait.ts';
import { openHost, run } from './rig.ts';

/** A state directory that cannot be made. */
const noFifos = { stateDir: join('/dev/null', 'zdev') };

describe.each([
  ['named pipes', {}],
  ['the pipes of Node', noFifos],
])('over %s', (_, options) => {
  test('stdout and stderr come in the order of writing', async () => {
    const lines = Array.from({ length: 200 }, (_, number) => `echo ${number} >&${1 + (number % 2)}`);
    const observed = run(openHost(options), lines.join('\n'));
    await observed.ended();
    expect(observed.text()).toBe(Array.from({ length: 200 }, (_, number) => `${number}\n`).join(''));
  });

  test('every byte arrives as it was written', async () => {
    const host = openHost(options);
    const broken = run(host, program('invalid-utf8.sh'));
    const nul = run(host, program('nul-bytes.sh'));
    await Promise.all([broken.ended(), nul.ended()]);
    expect(broken.output().toString('latin1')).toBe('a\xfe\xffb \xc0\xaf \x80 \xc3\n');
    expect(nul.output().toString('latin1')).toBe('a\0b\0\0c\n');
  });

  test('nothing of a burst just before the end is lost, twenty at once', async () => {
    const host = openHost(options);
    const all = Array.from({ length: 20 }, () => run(host, program('burst-then-exit.sh')));
    for (const observed of all) {
      await observed.ended();
      expect(observed.text().split('\n')).toHaveLength(1001);
    }
  });

  test('a last line without a newline, and a line of 10 MB', async () => {
    const host = openHost(options);
    const last = run(host, program('last-line-without-newline.sh'));
    const long = run(host, program('long-line.mjs', 10));
    await Promise.all([last.ended(), long.ended()]);
    expect(last.text()).toBe('first\nlast');
    expect(long.output().length).toBe(10 * 2 ** 20 + '\nafter\n'.length);
  });

  test('a prompt comes at once', async () => {
    const observed = run(openHost(options), program('half-line.sh'));
    await until(() => observed.text() === 'Continue? [y/N] ');
    expect(observed.log).toEqual(['spawned']);
  });

  test('a sink that is behind stops the program, and nothing is lost', async () => {
    const sink = slowSink();
    const host = openHost(options);
    const observed = run(host, program('floods.mjs', 20_000, 100), { sink });
    await until(() => sink.waiting());
    const before = observed.output().length;
    // Meanwhile, all the output of another one is read.
    await run(host, program('floods.mjs', 20_000, 100)).ended();
    expect(observed.output().length).toBe(before);
    expect(before).toBeLessThan(500_000);
    sink.open();
    await observed.ended();
    expectFlood(observed.text(), 20_000);
  });

  test('a stuck sink does not hold up the end of a run, and gets the rest when it takes it', async () => {
    const sink = slowSink();
    const observed = run(openHost(options), `echo first; sleep 0.1; ${program('floods.mjs', 500, 100)}`, { sink });
    await until(() => sink.waiting());
    await until(() => observed.log.includes('treeGone'));
    expect(observed.log).not.toContain('end');
    sink.open();
    await observed.ended();
    expectFlood(observed.text().replace('first\n', ''), 500);
  });
});

test('outputs can be opened by name', async () => {
  const observed = run(openHost(), program('writes-dev-stderr.sh'));
  await observed.ended();
  expect(observed.text()).toBe('one\ntwo\nthree\nfour\n');
});

test('a program that closes its outputs lives on', async () => {
  const host = openHost();
  const observed = run(host, program('closes-stdout-and-lives.sh'));
  const [pid] = await observed.ready();
  await run(host, 'echo the end of another output is seen').ended();
  expect(observed.log).toEqual(['spawned']);
  expect(lives(pid!)).toBe(true);
  observed.handle.signal('SIGTERM');
  await observed.ended();
  expect(observed.log).toEqual(['spawned', 'exited SIGTERM', 'treeGone', 'end']);
});

test('a process that shook off its marker cannot hold up the end of a run', async () => {
  const daemon = `require('child_process').spawn('sleep', ['3'], { detached: true, stdio: 'inherit', env: {} }).unref()`;
  const observed = run(openHost(), `echo before; ${process.execPath} -e "${daemon}"; echo after`);
  await observed.ended();
  expect(observed.text()).toBe('before\nafter\n');
});

/** Takes one chunk and then nothing until it is opened. */
function slowSink() {
  let resume: (() => void) | null = null;
  let opened = false;
  return {
    write: () => opened,
    onDrain(callback) {
      resume = callback;
    },
    end() {},
    waiting: () => resume !== null,
    open() {
      opened = true;
      resume?.();
    },
  } satisfies OutputSink & { waiting(): boolean; open(): void };
}

function expectFlood(text: string, lines: number): void {
  const numbers = text.split('\n').map((line) => Number.parseInt(line, 10));
  expect(numbers.slice(0, -1)).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
}
