import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');

/** The last cells of the rows of the table below this head, without its rule. */
function lastCells(head: string): string[] {
  const lines = PAGE.slice(PAGE.indexOf(head)).split('\n');
  const rows = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) => row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '');
}

const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);

test('each promise names tests that exist', () => {
  const cells = lastCells('| promise | tests |');
  expect(cells.length).toBeGreaterThan(20);
  for (const cell of cells) {
    const names = namesIn(cell);
    expect(names.length, cell).toBeGreaterThan(0);
    for (const name of names) expect(existsSync(join(ROOT, name)) ? name : `missing: ${name}`).toBe(name);
  }
});

test('each promise of the simulator names invariants that exist', () => {
  const dir = join(ROOT, 'test/sim');
  const source = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('\n');
  const names = lastCells('| promise | invariant in').flatMap(namesIn);
  expect(names.length).toBeGreaterThan(15);
  const unknown = names.filter(
    (name) => !new RegExp(`function ${name}\\b|(enforce|Violation)\\('${name}'`).test(source),
  );
  expect(unknown).toEqual([]);
});

test('each command that it names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = [...PAGE.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name as string);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
