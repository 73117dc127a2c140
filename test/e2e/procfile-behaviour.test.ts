import { describe, expect } from 'vitest';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import type { Zdev } from '../helpers/zdev-process.ts';
import { count, pause } from '../helpers/zdev-text.ts';

/*
 * What zdev does where foreman, honcho, nf, hivemind, overmind and goreman were watched: the answers that the table of
 * docs/procfile.md gives, by the names that it has for them.
 */

const child = (...words: string[]) => program('procfile-child.sh', ...words);

/** Starts a Procfile of these lines as foreman would be told to, and waits until all that say so are up. */
async function started(rig: Rig, lines: Record<string, string>, how: { args?: string[]; pty?: boolean } = {}) {
  rig.write(
    'Procfile',
    `${Object.entries(lines)
      .map((line) => line.join(': '))
      .join('\n')}\n`,
  );
  const zdev = rig.zdev(['start', ...(how.args ?? [])], { pty: how.pty ?? false });
  const names = Object.values(lines).flatMap((line) =>
    Array.from(line.matchAll(/child\.sh' '(\w+)'/g), ([, name]) => name),
  );
  for (const name of names) await zdev.prints(`${name} up`);
  if (Object.values(lines).some((line) => line.includes("'child'"))) await zdev.prints('-child up');
  return zdev;
}

/** The end: this status, and nothing left. */
async function endsWith(rig: Rig, zdev: Zdev, status: number): Promise<void> {
  expect(await zdev.ended()).toBe(status);
  expect(rig.services()).toEqual([]);
}

const TWO = { web: child('web'), job: child('job') };

describe('a process that ends', () => {
  test('exit0: ends the others, with 0', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web'), job: child('job', 'go=0') });
    rig.write('go', '');
    await endsWith(rig, zdev, 0);
    expect(zdev.text).toContain('web got TERM');
  });

  test('exit3: ends the others, with its status', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web'), job: child('job', 'go=3') });
    rig.write('go', '');
    await endsWith(rig, zdev, 3);
    expect(zdev.text).toContain('web got TERM');
  });

  test('both-codes: the first one counts', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web', 'go=2'), other: child('other', 'term=5', 'int=6') });
    rig.write('go', '');
    await endsWith(rig, zdev, 2);
    expect(zdev.text).toContain('other got TERM');
  });

  test('kill9-self: 137, as a shell says it', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web'), job: child('job', 'go=KILL') });
    rig.write('go', '');
    await endsWith(rig, zdev, 137);
    expect(zdev.text).toContain('web got TERM');
  });
});

describe('a signal to zdev', () => {
  for (const [name, signal] of [
    ['sigint', 'SIGINT'],
    ['sigterm', 'SIGTERM'],
    ['sighup', 'SIGHUP'],
  ] as const) {
    test(`${name}: SIGTERM to every process, with 0`, async ({ rig }) => {
      const zdev = await started(rig, TWO);
      zdev.kill(signal);
      await endsWith(rig, zdev, 0);
      for (const service of ['web', 'job']) expect(zdev.text).toContain(`${service} got TERM`);
      expect(zdev.text).not.toMatch(/got (INT|HUP)/);
    });
  }

  test('sigquit: everything is killed at once', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web', 'term=ignore') }, { args: ['-t', '600'] });
    zdev.kill('SIGQUIT');
    await endsWith(rig, zdev, 0);
    expect(zdev.text).not.toContain('got TERM');
  });

  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
    test(`${signal.toLowerCase()}: nothing is done, and it says how a service gets one`, async ({ rig }) => {
      const zdev = await started(rig, { web: child('web') });
      zdev.kill(signal);
      await zdev.prints(`zdev kill -s ${signal} NAME`);
      zdev.kill('SIGINT');
      await endsWith(rig, zdev, 0);
      expect(zdev.text).not.toContain('got USR1');
      expect(zdev.stderr).toBe('');
    });
  }

  for (const status of [7, 0]) {
    test(`sigint-child-exits-${status}: a stop that was asked for is a success`, async ({ rig }) => {
      const words = [`term=${status}`, `int=${status}`];
      const zdev = await started(rig, { web: child('web', ...words), job: child('job', ...words) });
      zdev.kill('SIGINT');
      await endsWith(rig, zdev, 0);
      expect(zdev.text).toContain('web got TERM');
    });
  }
});

describe('a process that does not want to end', () => {
  const stubborn = { web: child('web', 'term=ignore', 'int=ignore') };

  test('sigint-ignored: SIGKILL after the stop timeout', async ({ rig }) => {
    const zdev = await started(rig, stubborn, { args: ['-t', '0.4'] });
    zdev.kill('SIGINT');
    await endsWith(rig, zdev, 0);
    expect(zdev.text).toContain('web: did not end after SIGTERM; killed');
  });

  for (const [name, signal] of [
    ['sigint-twice-ignored', 'SIGINT'],
    ['sigterm-twice-ignored', 'SIGTERM'],
  ] as const) {
    test(`${name}: the second one kills now`, async ({ rig }) => {
      const zdev = await started(rig, stubborn, { args: ['-t', '600'] });
      zdev.kill(signal);
      await zdev.prints('web got TERM');
      await pause(200); // closer together, two signals are one
      zdev.kill(signal);
      await endsWith(rig, zdev, 0);
    });
  }
});

describe('grandchildren', () => {
  for (const [name, command] of [
    ['grandchild-simple', child('web', 'child')],
    ['grandchild-compound', `cd . && ${child('web', 'child')}`],
  ] as const) {
    test(`${name}: end too, each told once`, async ({ rig }) => {
      const zdev = await started(rig, { web: command });
      zdev.kill('SIGINT');
      await endsWith(rig, zdev, 0);
      expect(count(zdev.text, 'web got TERM')).toBe(1);
      expect(count(zdev.text, 'web-child got TERM')).toBe(1);
    });
  }

  test('orphan-when-sibling-dies: nobody is left behind', async ({ rig }) => {
    const zdev = await started(rig, { web: `cd . && ${child('web', 'child')}`, job: child('job', 'go=1') });
    rig.write('go', '');
    await endsWith(rig, zdev, 1);
    expect(zdev.text).toContain('web-child got TERM');
  });

  test('exec-prefix', async ({ rig }) => {
    const zdev = await started(rig, { web: `exec ${child('web')}` });
    zdev.kill('SIGINT');
    await endsWith(rig, zdev, 0);
    expect(zdev.text).toContain('web got TERM');
  });

  test('background-amp: both end', async ({ rig }) => {
    const zdev = await started(rig, { web: `${child('bg')} & ${child('fg')}` });
    zdev.kill('SIGINT');
    await endsWith(rig, zdev, 0);
    for (const name of ['fg', 'bg']) expect(zdev.text).toContain(`${name} got TERM`);
  });
});

describe('on a terminal', () => {
  test('tty-ctrl-c: the processes get SIGTERM from zdev, and no SIGINT', async ({ rig }) => {
    const zdev = await started(rig, { web: `cd . && ${child('web')}`, job: child('job') }, { pty: true });
    zdev.type('\x03');
    await endsWith(rig, zdev, 0);
    for (const name of ['web', 'job']) expect(zdev.text).toContain(`${name} got TERM`);
    expect(zdev.text).not.toContain('got INT');
  });

  test('tty-ctrl-c-ignored-twice: the second one kills now', async ({ rig }) => {
    const zdev = await started(rig, { web: child('web', 'term=ignore') }, { pty: true, args: ['-t', '600'] });
    zdev.type('\x03');
    await zdev.prints('web got TERM');
    await pause(200);
    zdev.type('\x03');
    await endsWith(rig, zdev, 0);
  });
});

describe('a command that does not exist', () => {
  test('unknown-cmd-simple: 127, and the end of all', async ({ rig }) => {
    rig.write('Procfile', `bad: /no/such/bin\nweb: ${child('web')}\n`);
    await endsWith(rig, rig.zdev(['start']), 127);
  });

  test('unknown-cmd-shell: the status is that of the pipeline', async ({ rig }) => {
    rig.write('Procfile', `bad: /no/such/bin --x | cat\nweb: ${child('web')}\n`);
    const zdev = rig.zdev(['start']);
    await endsWith(rig, zdev, 0);
    expect(zdev.text).toMatch(/bad \| .*\/no\/such\/bin.*not found/);
  });

  test('unknown-cmd-then-sigint: it is over before the signal', async ({ rig }) => {
    rig.write('Procfile', `bad: nosuchcmd\nweb: ${child('web')}\n`);
    const zdev = rig.zdev(['start']);
    await endsWith(rig, zdev, 127);
    expect(zdev.text).toMatch(/bad \| .*nosuchcmd.*not found/);
  });
});

test('tool-sigkill: nothing survives it', async ({ rig }) => {
  const zdev = await started(rig, { web: child('web'), job: `cd . && ${child('job')}` });
  zdev.kill('SIGKILL');
  expect(await zdev.ended()).toBe('SIGKILL');
  await until(() => rig.services().length === 0, { what: 'nothing is left' });
});
