import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const EIGHT = Array.from({ length: 8 }, (_, i) => `s${i}: ${LIVES}\n`).join('');

test.for([
  64, 48, 32, 24,
])('with %i file descriptors for eight services nothing is started, and it says why', async (limit, { rig }) => {
  rig.write('Procfile', EIGHT);
  const zdev = rig.shell(`ulimit -n ${limit}; exec $ZDEV up --no-tui`);
  expect(await zdev.ended()).toBe(1);
  expect(zdev.stderr).toMatch(/^error: .*too many open files.*`ulimit -n`.* 8 services/);
  expect(zdev.stdout).toBe('');
});

/** Runs when a service has just been spawned, before anything else. */
const AT_FIRST_SPAWN = (act: string) => `
const processes = require('node:child_process');
const { spawn } = processes;
processes.spawn = (...args) => {
  const child = spawn(...args);
  if (args[2]?.env?.ZDEV_RUN) ${act};
  return child;
};
`;

test.for([
  ['an abort', 'process.abort()', 134],
  ['an error that nobody caught', "setImmediate(() => { throw new Error('injected'); })", 70],
] as const)('%s right after the first spawn leaves nothing', async ([, act, status], { rig }) => {
  writeFileSync(join(rig.dir, 'act.cjs'), AT_FIRST_SPAWN(act));
  rig.write('Procfile', `mule: echo $$ >started; trap '' TERM; ${LIVES}\n`);
  const zdev = rig.shell(
    `ulimit -c 0; NODE_OPTIONS='--require ${join(rig.dir, 'act.cjs')}' $ZDEV up --no-tui; exit $?`,
  );
  expect(await zdev.ended()).toBe(status);
  if (status === 70) expect(zdev.stderr).toMatch(/^zdev: Error: injected/m);
  await until(() => rig.services().length === 0, { what: 'nothing is left' });
});
