import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../../src/cli/commands/run.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { fakeCaller } from '../rig.ts';

function project() {
  const dir = tempDir();
  writeFileSync(join(dir, '.env'), 'COMMON=shared\nPORT=7000\n');
  writeFileSync(join(dir, 'Procfile'), 'web: echo "$PORT $PS $COMMON" > out\nfails: exit 9\n');
  const io = fakeCaller(dir, { env: { PATH: process.env['PATH'] } });
  return { io, out: () => readFileSync(join(dir, 'out'), 'utf8').trim(), dir };
}

test('a name runs the command of that service once, with its environment and status', async () => {
  const { io, out } = project();
  expect(await run({}, ['web'], io)).toBe(0);
  expect(out()).toBe('7000 web.1 shared');
  expect(await run({}, ['fails'], io)).toBe(9);
});

test('another command in the environment of a service, or of the project', async () => {
  const { io, out, dir } = project();
  expect(await run({}, ['fails', '--', 'sh', '-c', 'echo $PORT > out'], io)).toBe(0);
  expect(out()).toBe('7100');
  expect(await run({}, ['--', 'sh', '-c', 'echo "$COMMON $PORT $(pwd)" > out'], io)).toBe(0);
  expect(out()).toBe(`shared  ${dir}`);
  expect(await run({}, ['echo $COMMON > out; exit 4'], io)).toBe(4);
  expect(out()).toBe('shared');
  expect(await run({}, ['sh', '-c', 'exit 5'], io)).toBe(5);
});

test('a signal gives 128 and its number, as in a shell', async () => {
  const { io } = project();
  expect(await run({}, ['--', 'sh', '-c', 'kill -TERM $$'], io)).toBe(143);
});

test('what does not exist', async () => {
  const { io, dir } = project();
  expect(await run({}, ['wbe'], io)).toBe(127);
  expect(io.complained()).toBe('error: there is no service and no command "wbe"\n  hint: did you mean "web"?\n');
  const other = fakeCaller(dir);
  expect(await run({}, ['nope', '--', 'ls'], other)).toBe(1);
  expect(other.complained()).toContain('no service is called "nope"');
  for (const nothing of [[], ['--'], [''], ['--', ''], ['web', '--'], ['web', '--', '']])
    await expect(run({}, nothing, other)).rejects.toThrow('nothing to run');
});

test('a directory that does not exist is not taken for a command that does not', async () => {
  const { io, dir } = project();
  writeFileSync(join(dir, 'zinit.toml'), '[services.api]\nexec = "true"\ndir = "gone"\n');
  expect(await run({}, ['api'], io)).toBe(126);
  expect(io.complained()).toBe(`error: cannot run /bin/sh: the directory ${join(dir, 'gone')} does not exist\n`);
});

test('a target has no command', async () => {
  const { io, dir } = project();
  writeFileSync(join(dir, 'zinit.toml'), '[targets.all]\nrequires = ["web"]\n');
  expect(await run({}, ['all'], io)).toBe(1);
  expect(io.complained()).toContain('all is a target');
});
