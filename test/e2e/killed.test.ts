import { expect } from 'vitest';
import { killAll, lives } from '../helpers/processes.ts';
import { program } from '../helpers/programs.ts';
import { shellClock } from '../helpers/shell-clock.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import type { Zdev } from '../helpers/zdev-process.ts';
import { childrenOf } from '../helpers/zdev-scan.ts';
import { LIVES, STUBBORN } from '../helpers/zdev-text.ts';

/** Kinds of services that are hard to get rid of, each of which says `up` or `ready` when it is. */
const PROCFILE = `
plain: ${LIVES}
mule: ${STUBBORN}
daemon: ${program('double-forks.mjs', 'stay', 'stubborn')}
orphan: ${program('forks-orphan.sh')}
headless: ${program('leader-dies.sh')}
`;

for (const pty of [false, true]) {
  test(`when zdev is killed ${pty ? 'on a terminal' : 'on pipes'}, nothing is left within two seconds`, async ({
    rig,
  }) => {
    rig.write('Procfile', PROCFILE);
    const zdev = rig.zdev(['up', '--no-tui', '--exit-on', 'never'], { pty });
    for (const name of ['plain', 'mule', 'daemon', 'orphan', 'headless'])
      await zdev.prints(new RegExp(`${name} \\| (up|ready)`));
    await until(() => rig.services().length >= 8);
    const clock = shellClock();
    zdev.kill('SIGKILL');
    await until(() => rig.services().length === 0, { what: 'nothing is left' });
    expect(clock.tenths()).toBeLessThan(20);
    await zdev.ended();
  });
}

test('the commands that check a service and stop it end with zdev, also where they have left their group', async ({
  rig,
}) => {
  const config = `
[services.a]
exec = '''${STUBBORN}'''
health = { type = "exec", target = "[ -e checked ] || { : > checked; exec setsid sleep 600; }", timeout_ms = 100 }
lifecycle = { stop_command = "setsid sleep 600", stop_timeout_ms = 60000 }
`;
  rig.write('zinit.toml', config);
  const zdev = rig.up();
  await zdev.prints('a: ready');
  zdev.kill('SIGTERM');
  const helpers = () => childrenOf(zdev.pid, 'sleep 600');
  await until(() => helpers().length > 0, { what: 'the stop command runs' });
  const pids = helpers();
  const clock = shellClock();
  zdev.kill('SIGKILL');
  await until(() => rig.services().length === 0 && !pids.some(lives), { what: 'nothing is left' });
  expect(clock.tenths()).toBeLessThan(20);
  await zdev.ended();
});

test('a stop command ends its service, and knows it by its pid; the signal follows one that fails', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.good]
exec = '''trap 'echo got it; exit 0' USR1; echo up; while :; do sleep 0.05; done'''
lifecycle = { stop_command = "kill -USR1 $ZDEV_PID", stop_timeout_ms = 60000 }
[services.bad]
exec = '''trap 'echo got it; exit 0' TERM; echo up; while :; do sleep 0.05; done'''
lifecycle = { stop_command = "false", stop_timeout_ms = 60000 }
`,
  );
  const zdev = rig.up();
  for (const name of ['good', 'bad']) await zdev.prints(`${name} | up`);
  expect(await zdev.stop()).toBe(0);
  for (const name of ['good', 'bad']) expect(zdev.text).toContain(`${name} | got it`);
});

test('what its guardian could not end either is ended by the next zdev, which says so', async ({ rig }) => {
  rig.write('Procfile', `mule: ${STUBBORN}\ndaemon: ${program('double-forks.mjs', 'stay')}\n`);
  const first = rig.up();
  await first.prints('mule | up');
  await first.prints('daemon | ready');
  const guardians = await guardiansOf(first);
  // One that is killed is replaced: it is kept from its work first.
  for (const guardian of guardians) process.kill(guardian, 'SIGSTOP');
  first.kill('SIGKILL');
  await first.ended();
  killAll(guardians);
  const left = rig.services();
  expect(left.length).toBeGreaterThanOrEqual(3);

  rig.write('Procfile', `a: ${LIVES}\n`);
  const next = rig.up();
  await next.prints('a | up');
  expect(left.filter(lives)).toEqual([]);
  expect(next.text).toMatch(/ended what an earlier zdev had left running: .*(mule|daemon) \(pid \d+\)/);
  expect(await next.stop()).toBe(0);
});

test('the guardian goes with zdev, also when that ends in order', async ({ rig }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const zdev = rig.up();
  await zdev.prints('| up');
  const guardians = await guardiansOf(zdev);
  expect(await zdev.stop()).toBe(0);
  await until(() => !guardians.some(lives));
});

async function guardiansOf({ pid }: Zdev): Promise<number[]> {
  const find = () => childrenOf(pid, 'zdev-guardian');
  await until(() => find().length === 1);
  return find();
}
