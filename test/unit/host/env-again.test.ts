import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import type { ProcessSpec } from '../../../src/core/service.ts';
import { createEnvAgain } from '../../../src/host/env-again.ts';
import { tempDir } from '../../helpers/temp.ts';

/** A running project, and a way to edit its files. */
async function running(files: Readonly<Record<string, string>>) {
  const dir = tempDir();
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const loadOptions = { cwd: dir, environ: {} };
  const project = await loadProject(loadOptions);
  const notices: string[] = [];
  const again = createEnvAgain({ project, loadOptions, notice: (message) => notices.push(message) });
  const spec = (name: string, env?: ProcessSpec['env']) => {
    const found = project.services.find((service) => service.name === name) as ProcessSpec;
    return env ? { ...found, env } : found;
  };
  /** Ends the turn in which all services share one check of the files. */
  const tick = () => new Promise(setImmediate);
  return { dir, write, again, spec, notices, loadOptions, tick };
}

const TOML = '[services.w]\nexec = "true"\nenv_file = "own.env"\nenv = { INLINE = "1" }\n[services.x]\nexec = "true"\n';

test('nothing is read if nothing has changed', async () => {
  const { again, spec } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  expect(again.envOf(spec('w'))).toBeNull();
});

test.each([
  ['the .env of the project', '.env', 'A=2\n', { A: '2', B: '1', INLINE: '1' }],
  ['the env_file of the service', 'own.env', 'B=2\n', { A: '1', B: '2', INLINE: '1' }],
])('a new value in %s is used', async (_, file, text, env) => {
  const { again, spec, write } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n', 'own.env': 'B=1\n' });
  write(file, text);
  const fresh = await again.envOf(spec('w'));
  expect(fresh).toEqual(env);
  expect(again.envOf(spec('w', fresh as ProcessSpec['env'])), 'once it has it').toBeNull();
});

test('an env file may appear and be removed', async () => {
  const { again, spec, write, dir, tick } = await running({ 'zinit.toml': TOML });
  write('.env', 'A=1\n');
  const first = await again.envOf(spec('x'));
  expect(first).toEqual({ A: '1' });
  rmSync(join(dir, '.env'));
  await tick();
  expect(await again.envOf(spec('x', first as ProcessSpec['env']))).toEqual({});
});

test('a changed config is reported, and not applied together with the env files', async () => {
  const { again, spec, write } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  expect(again.changedFiles()).toEqual([]);
  write('zinit.toml', TOML.replace('INLINE = "1"', 'INLINE = "2"'));
  write('.env', 'A=2\n');
  expect(await again.envOf(spec('w'))).toEqual({ A: '2', INLINE: '1' });
  expect(again.changedFiles()).toEqual(['zinit.toml']);
  write('zinit.toml', TOML);
  expect(again.changedFiles(), 'the old text again').toEqual([]);
});

test('a config that is broken for the moment does not prevent the reading of env files', async () => {
  const { again, spec, write, notices } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  write('zinit.toml', '[[[');
  write('.env', 'A=2\n');
  expect(await again.envOf(spec('x'))).toEqual({ A: '2' });
  expect(notices).toEqual([]);
});

test('other effects of an env file wait for a reload, and are reported', async () => {
  const { again, spec, write, tick } = await running({ Procfile: 'web: serve $PORT\n', '.env': 'PORT=4000\n' });
  expect(spec('web').env).toMatchObject({ PORT: '4000' });
  write('.env', 'PORT=4100\n');
  expect(await again.envOf(spec('web')), 'the port that is waited for is another').toBeNull();
  expect(again.changedFiles()).toEqual(['.env']);
  write('.env', 'PORT=4000\nA=1\n');
  await tick();
  expect(await again.envOf(spec('web'))).toMatchObject({ PORT: '4000', A: '1' });
  expect(again.changedFiles()).toEqual([]);
});

test('a service that was changed at run time keeps its environment', async () => {
  const { again, spec, write } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  write('.env', 'A=2\n');
  expect(await again.envOf(spec('x', { A: 'by hand' }))).toBeNull();
});

test('after a reload, of everything or of one service, the new config is the one that counts', async () => {
  const { again, spec, write, loadOptions } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  write('zinit.toml', TOML.replace('INLINE = "1"', 'INLINE = "2"'));
  const next = await loadProject(loadOptions);
  again.reloaded(next, 'w');
  expect(again.changedFiles(), 'the others are as they were').toEqual(['zinit.toml']);
  write('.env', 'A=2\n');
  const reloaded = next.services.find(({ name }) => name === 'w') as ProcessSpec;
  expect(await again.envOf(reloaded)).toEqual({ A: '2', INLINE: '2' });
  expect(await again.envOf(spec('x'))).toEqual({ A: '2' });
  again.reloaded(await loadProject(loadOptions));
  expect(again.changedFiles()).toEqual([]);
});

test('a mistake in an env file keeps the old values and is reported', async () => {
  const { again, spec, write, dir, notices } = await running({ 'zinit.toml': TOML, '.env': 'A=1\n' });
  rmSync(join(dir, '.env'));
  write('.env', 'A=2\0');
  expect(await again.envOf(spec('x'))).toBeNull();
  expect(notices.join()).toContain('the old values stay');
});
