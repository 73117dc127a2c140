import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What `npm run build` has written: the modules of each chunk. What a chunk only reaches by an `import()` is not in it. */
const chunks: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../dist/chunks.json', import.meta.url)), 'utf8'),
);

/** Heavy, and needed by no client of the socket. */
const HEAVY =
  /\/(ink|react|chokidar|node-pty|valibot|toml|toml-eslint-parser|commander|yaml)\/|^src\/(tui|adapters\/(?!os\/)|runtime\/)/;
const CLIENTS = [
  'ps',
  'logs',
  'start',
  'stop',
  'restart',
  'kill',
  'why',
  'history',
  'tree',
  'down',
  'reload',
  'ls',
  'attach',
  'echo',
];

test.each([
  'zdev',
  'cli-entry',
  'cli-args-complete',
  ...CLIENTS.map((name) => `cli-commands-${name}`),
])('the chunk %s holds nothing heavy', (name) => {
  const modules = chunks[`${name}.cjs`];
  expect(modules).not.toBe(undefined);
  expect(modules?.filter((module) => HEAVY.test(module))).toEqual([]);
  // it is compiled at each start
  expect(statSync(new URL(`../../../dist/${name}.cjs`, import.meta.url)).size).toBeLessThan(45_000);
});

test('YAML is read by what reads compose files and units of zinit 0.2, and by nothing else', () => {
  const holders = Object.keys(chunks).filter((name) => chunks[name]!.some((module) => module.includes('/yaml/')));
  expect(holders.sort()).toEqual([
    'cli-commands-init.cjs',
    'config-import-read.cjs',
    'config-import-zinit-unit.cjs',
    'export-compose.cjs',
    'export-kubernetes.cjs',
  ]);
});

test.each([
  ['cli-commands-export', /\/(yaml|plist|toml|valibot)\//],
  ['export-systemd', /node_modules/],
  ['cli-commands-check', /\/(toml|valibot|picomatch)\/|^src\/config\/lint/],
])('the chunk %s loads only what it needs', (name, rest) => {
  expect(chunks[`${name}.cjs`]?.filter((module) => rest.test(module))).toEqual([]);
});

/** Chunks that are loaded before anybody knows whether a service has a name, or a front. */
const ALWAYS_LOADED = ['cli-commands-up', 'cli-commands-supervise', 'cli-commands-supervise-owned', 'host-serve'];

test('nothing of fronts, names and their thread is in what is loaded for a project without them', () => {
  const parts =
    /^src\/(adapters\/front|config\/edge|host\/front\/(edge|service-names|fronts|front-thread)|present\/edge)/;
  for (const name of ALWAYS_LOADED) {
    expect(chunks[`${name}.cjs`], name).not.toBe(undefined);
    expect(chunks[`${name}.cjs`]?.filter((module) => parts.test(module))).toEqual([]);
  }
  // The user may not want names: what gives them is there before the edge is.
  const rest = /^src\/(adapters\/front|host\/front\/(edge|fronts|front-thread)|present\/edge)/;
  expect(chunks['host-front-service-names.cjs']?.filter((module) => rest.test(module))).toEqual([]);
  // A project with fronts and without names needs nothing of the edge, in the thread either.
  const edge = /\/edge[/-]/;
  for (const name of ['host-front-fronts', 'host-front-front-thread', 'adapters-front-worker'])
    expect(chunks[`${name}.cjs`]?.filter((module) => edge.test(module))).toEqual([]);
});
