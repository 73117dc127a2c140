import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';
import { expectInOrder, LIVES } from '../helpers/zdev-text.ts';

test('process-compose: held back until healthy, a oneshot, and an ordered end', async ({ rig }) => {
  rig.write(
    'process-compose.yaml',
    `environment: [GREETING=hello]
processes:
  db:
    command: "echo db starts; until test -f go; do sleep 0.05; done; touch healthy; exec sleep 300"
    readiness_probe:
      exec: { command: test -f healthy }
  seed:
    command: 'test -f healthy && echo "$GREETING from seed"'
    depends_on: { db: { condition: process_healthy } }
  api:
    command: |
      ${LIVES.replaceAll('\n', ' ')}
    depends_on: { seed: { condition: process_completed_successfully } }
  tool: { command: echo wrong, disabled: true }
`,
  );
  const zdev = rig.up('-f', 'process-compose.yaml');
  await zdev.prints('db | db starts');
  expect(zdev.text).not.toContain('seed |');
  rig.write('go', '');
  await zdev.prints('api | up');
  expect(await zdev.stop()).toBe(0);
  expectInOrder(zdev.text, 'db starts', 'db: ready', 'seed | hello from seed', 'api | up', 'api | bye');
  expect(zdev.text).not.toContain('wrong');
  expect(zdev.stderr).toBe('');
});

test('check and run take such a file too; what is lost is a warning with its line', async ({ rig }) => {
  rig.write('stack.yml', 'processes:\n  a:\n    command: echo "$A"\n    environment: [A=1]\n    is_elevated: true\n');
  const check = rig.zdev(['check', '-f', 'stack.yml']);
  expect(await check.ended()).toBe(0);
  expect(check.stdout).toBe('stack.yml: ok (a)\n');
  expect(check.stderr).toContain('--> stack.yml:5:5');
  const run = rig.zdev(['run', '-f', 'stack.yml', 'a']);
  expect(await run.ended()).toBe(0);
  expect(run.stdout).toBe('1\n');
});

test('compose without a container engine: what needs one cannot start, and says so; the others start', async ({
  rig,
}) => {
  rig.write('compose.yaml', 'services:\n  db:\n    image: postgres\n  api: { command: echo api runs }\n');
  const zdev = rig.zdev(['up', '-f', 'compose.yaml'], { env: { PATH: rig.dir } });
  await zdev.prints('api | api runs');
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toContain('db: cannot start: no container engine');
  expect(zdev.text).toContain('x-zdev: { exec:');
});

test('a directory with only a compose file runs it, with the override beside it', async ({ rig }) => {
  rig.write('compose.yaml', 'services:\n  a: { command: sleep 300, environment: { A: base } }\n');
  rig.write('compose.override.yaml', 'services:\n  a: { command: "sh -c \'echo is $$A; sleep 300\'" }\n');
  const zdev = rig.up();
  await zdev.prints('a | is base');
  expect(await zdev.stop()).toBe(0);
});
