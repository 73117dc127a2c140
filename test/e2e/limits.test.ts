import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { needs } from '../helpers/needs.ts';
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

/** Runs a command as another user, whom a limit of processes binds, and who may read yet what the test has written. */
const BOUND = `prlimit --nproc=20 setpriv --reuid 54321 --clear-groups --bounding-set -all,+dac_override \
  --inh-caps +dac_override --ambient-caps +dac_override`;

const canBind = needs(
  spawnSync('sh', ['-c', `${BOUND} true`]).status === 0,
  'only root, with util-linux, can become another user',
);

test('with 20 processes for eight services nothing is started, and it says why', canBind, async ({ rig }) => {
  rig.write('Procfile', EIGHT);
  const zdev = rig.shell(`exec ${BOUND} $ZDEV up --no-tui`);
  expect(await zdev.ended()).toBe(1);
  expect(zdev.stderr).toMatch(/error: cannot start: too many processes .*`ulimit -u`.* for 8 services/);
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

const onLinux = needs(process.platform === 'linux', 'only Linux tells the limit of memory of a process');

test(
  'a supervisor that dies of a limit of memory at its start is reported with the limit',
  onLinux,
  async ({ rig }) => {
    rig.write('dies.cjs', 'if (process.argv[2] === "supervise") process.kill(process.pid, "SIGSEGV");\n');
    rig.write('Procfile', EIGHT);
    const zdev = rig.shell(
      `ulimit -c 0; ulimit -v 8192000; NODE_OPTIONS='--require ${join(rig.dir, 'dies.cjs')}' exec $ZDEV up -d`,
    );
    expect(await zdev.ended()).toBe(1);
    expect(zdev.stderr).toBe(
      'error: zdev did not start in the background: its process was killed by SIGSEGV\n' +
        '  hint: Node.js may need more memory than `ulimit -v` allows (8000 MB): try `ulimit -v unlimited`\n',
    );
  },
);
