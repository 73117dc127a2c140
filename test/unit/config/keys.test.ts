import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { projectFile } from '../../../src/config/keys.ts';
import { loadProject } from '../../../src/config/load.ts';
import { parseSignal } from '../../../src/config/signals.ts';
import { fakeLeaser } from './project.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const example = readFileSync(`${root}/zinit.toml.example`, 'utf8');

interface Node {
  readonly entries?: Record<string, Node>;
  readonly wrapped?: Node;
  readonly value?: Node;
  readonly options?: readonly Node[];
}

/** Every key of the table, at any depth. */
function keysOf({ entries, wrapped, value, options }: Node): string[] {
  const inner = [wrapped, value, ...(options ?? [])].filter((node) => node !== undefined);
  return [...Object.entries(entries ?? {}).flatMap(([key, node]) => [key, ...keysOf(node)]), ...inner.flatMap(keysOf)];
}

test.each([...new Set(keysOf(projectFile as unknown as Node))])('the example shows "%s"', (key) => {
  expect(example).toMatch(new RegExp(`^(# )?${key} = |^\\[(.*\\.)?${key}(\\..*)?\\]|[{,] ${key} = `, 'm'));
});

test.each(['zinit.toml.example', 'Procfile.example'])('%s loads without diagnostics', async (file) => {
  const project = await loadProject({ cwd: root, file, environ: {}, leasePorts: fakeLeaser().leasePorts });
  expect(project.services.length).toBeGreaterThan(2);
  expect(project.diagnostics).toEqual([]);
});

test('the schema and the reference page match the table', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/gen.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('stale') });
});

test.each([
  ['SIGTERM', 'SIGTERM'],
  ['term', 'SIGTERM'],
  ['sigUsr1', 'SIGUSR1'],
  ['9', 'SIGKILL'],
  [10, 'SIGUSR1'],
  ['0', null],
  [64, null],
  ['', null],
  ['SIGSIGTERM', null],
  [1.5, null],
])('signal %j is %s', (value, expected) => expect(parseSignal(value)).toBe(expected));
