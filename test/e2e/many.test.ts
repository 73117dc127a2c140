import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';

test('300 services start and stop', async ({ rig }) => {
  const names = Array.from({ length: 300 }, (_, index) => `s${index}`);
  rig.write('Procfile', names.map((name) => `${name}: echo "I am ${name}"; exec sleep 300\n`).join(''));
  const zdev = rig.up();
  for (const name of names) await zdev.prints(`${name} | I am ${name}`);
  expect(rig.services().length).toBe(300);
  expect(await zdev.stop()).toBe(0);
  expect(rig.services()).toEqual([]);
});

test('100 in a chain, each after the one before it, come up and go down in order', async ({ rig }) => {
  const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
  const units = names.map((name, index) => {
    return `[services.${name}]\nexec = "exec sleep 300"\n${index > 0 ? `requires = ["s${index - 1}"]\n` : ''}`;
  });
  rig.write('zinit.toml', units.join(''));
  const zdev = rig.up();
  await zdev.prints('s99: started');
  await until(() => rig.services().length === 100);
  expect(await zdev.stop()).toBe(0);
  const stops = [...zdev.text.matchAll(/zdev \| s(\d+): stopping/g)].map(([, index]) => Number(index));
  expect(stops).toEqual(names.map((_, index) => 99 - index));
});
