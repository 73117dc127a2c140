import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n');

/** Tests of something that several sources do together. A test of one source has its name instead. */
const TOPICS = new Set([
  'cli/act',
  'cli/chunks',
  'cli/look',
  'cli/old-logs',
  'cli/secrets',
  'cli/args/parsers-agree',
  'cli/up/plain/drawn',
  'cli/up/plain/prompt-raw',
  'cli/up/plain/terminal',
  'config/hooks',
  'config/import/compose-scalars',
  'config/import/compose-table',
  'config/import/docs',
  'config/import/process-table',
  'config/import/words',
  'config/meant',
  'config/procfile-cases',
  'config/schema',
  'config/start',
  'core/asker',
  'core/promises',
  'core/pure',
  'core/scale',
  'core/zinit-bugs',
  'export/hostile',
  'export/hosts',
  'present/asking',
  'rpc/acting',
  'rpc/table',
  'scripts/layout',
  'scripts/planted',
  'scripts/put-back',
  'tui/frame',
  'tui/goldens',
]);

/** Tables of cases. */
const LONG = new Set(['test/unit/config/import/compose-table.ts', 'test/unit/config/import/process-table.ts']);

test('a unit test stands where its source does, with its name', () => {
  const sources = new Set(files.map((file) => file.replace(/\.\w+$/, '')));
  const directories = new Set(files.flatMap((file) => parents(file)));
  const tests = files.flatMap((file) => /^test\/unit\/(.+)\.test\.tsx?$/.exec(file)?.[1] ?? []);
  expect(tests.length).toBeGreaterThan(200);
  const topics = new Set<string>();
  const strays = tests.filter((path) => {
    // `input.within.test.ts` is a part of the tests of `input.ts`.
    const plain = join(dirname(path), basename(path).split('.')[0]!);
    const [name, dir] = [basename(plain), basename(dirname(plain))];
    const places = [`src/${plain}`, plain];
    if (places.some((place) => sources.has(place) || directories.has(place))) return false;
    // `diagnose/diagnose.test.ts` tests what is in `diagnose/`.
    if (name === dir && directories.has(`src/${dirname(plain)}`)) return false;
    topics.add(plain);
    return !TOPICS.has(plain);
  });
  expect(strays).toEqual([]);
  expect([...TOPICS].filter((topic) => !topics.has(topic))).toEqual([]);
});

test('only adapters read /proc', () => {
  const readers = files.filter(
    (file) =>
      /^src\/.*\.tsx?$/.test(file) && /(?<!\/\/.*|\* .*)['"`]\/proc\b/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(readers.length).toBeGreaterThan(5);
  expect(readers.filter((file) => !file.startsWith('src/adapters/'))).toEqual([]);
});

test('no file of code has more than 300 lines', () => {
  const code = files.filter((file) => /\.(?:tsx?|mjs|cjs)$/.test(file) && !LONG.has(file));
  const long = code.filter((file) => linesOf(file) > 300);
  expect(long).toEqual([]);
});

test('every path that ARCHITECTURE.md and CONTRIBUTING.md name is there', () => {
  const known = new Set([...files, ...files.flatMap((file) => parents(file))]);
  const text = ['ARCHITECTURE.md', 'CONTRIBUTING.md'].map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
  const named = [...text.matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, path = '']) => path.replace(/\/$/, ''));
  const places = named.filter((path) => !/[A-Z]{3,}/.test(basename(path)));
  expect(places.length).toBeGreaterThan(50);
  expect(places.filter((path) => !known.has(path))).toEqual([]);
});

function linesOf(file: string): number {
  try {
    return readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  } catch {
    return 0; // deleted, and not yet so in git
  }
}

function parents(file: string): string[] {
  const dir = dirname(file);
  return dir === '.' ? [] : [dir, ...parents(dir)];
}
