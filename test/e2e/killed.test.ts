import { expect } from 'vitest';
import { killAll, lives } from '../helpers/processes.ts';
import { program } from '../helpers/programs.ts';
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
    zdev.kill('SIGKILL');
    await until(() => rig.services().length === 0, { timeoutMs: 2000, what: 'nothing is left' });
    await zdev.ended();
  });
}

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
  await until(() => !guardians.some(lives), { timeoutMs: 3000 });
});

async function guardiansOf({ pid }: Zdev): Promise<number[]> {
  const find = () => childrenOf(pid, 'zdev-guardian');
  await until(() => find().length === 1);
  return find();
}
