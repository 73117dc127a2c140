import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';
import { LIVES } from '../helpers/zdev-text.ts';

test('a second zdev says that one runs, and leaves it alone', async ({ rig }) => {
  rig.write('Procfile', `a: echo up; exec sleep 300\n`);
  rig.write('deep/down/file', '');
  const first = rig.up();
  await first.prints('| up');
  const services = rig.services();
  for (const cwd of ['.', 'deep/down']) {
    const second = rig.zdev(['up'], { cwd });
    expect(await second.ended()).toBe(1);
    expect(second.stderr).toContain(`zdev already runs in ${rig.dir} (pid ${first.pid})`);
    expect(second.stdout).toBe('');
  }
  expect(first.ending).toBeUndefined();
  expect(rig.services()).toEqual(services);
  expect(await first.stop()).toBe(0);
  expect(existsSync(join(rig.dir, '.zdev/zdev.pid'))).toBe(false);
});

for (const [what, text] of [
  ['of a dead process', '{"pid":4194303,"startTime":"1","session":"old"}\n'],
  ['of a process with a pid that is used again', `{"pid":${process.pid},"startTime":"1","session":"old"}\n`],
  ['with garbage', 'x\0y{'],
  ['that is empty', ''],
] as const) {
  test(`a lock ${what} is taken over`, async ({ rig }) => {
    rig.write('Procfile', `a: ${LIVES}\n`);
    rig.write('.zdev/zdev.pid', text);
    const zdev = rig.up();
    await zdev.prints('| up');
    expect(await zdev.stop()).toBe(0);
    expect(zdev.stderr).toBe('');
  });
}

for (const stale of [false, true]) {
  test(`of several started at the same moment, one wins${stale ? ', also over a stale lock' : ''}`, async ({ rig }) => {
    rig.write('Procfile', `a: ${LIVES}\n`);
    if (stale) rig.write('.zdev/zdev.pid', '{"pid":4194303,"startTime":"1","session":"old"}\n');
    const all = Array.from({ length: 4 }, () => rig.up());
    await Promise.all(all.map((zdev) => zdev.prints(/\| up|already runs/)));
    const winners = all.filter((zdev) => zdev.ending === undefined && zdev.stdout.includes('| up'));
    expect(winners.length).toBe(1);
    for (const zdev of all) if (!winners.includes(zdev)) expect(await zdev.ended()).toBe(1);
    expect(await winners[0]!.stop()).toBe(0);
  });
}
