import { describe, expect, test } from 'vitest';
import { look, scripts, seen } from './project-to-look-at.ts';

describe('package.json', () => {
  test.each<[string, Record<string, string>, string]>([
    ['pnpm-lock.yaml', {}, 'pnpm run dev'],
    ['yarn.lock', {}, 'yarn run dev'],
    ['bun.lock', {}, 'bun run dev'],
    ['bun.lockb', {}, 'bun run dev'],
    ['package-lock.json', {}, 'npm run dev'],
    ['no lock', {}, 'npm run dev'],
    ['no lock', { packageManager: 'pnpm@9.1.0' }, 'pnpm run dev'],
    ['yarn.lock', { packageManager: 'pnpm@9.1.0' }, 'yarn run dev'],
  ])('%s with %j: %s', async (lock, more, exec) => {
    expect(await seen({ 'package.json': scripts('x', more), [lock]: '' })).toEqual([`app package.json:1 ${exec}`]);
  });

  test.each<[string, Record<string, string>, number | undefined]>([
    ['node server.js --port 4000', {}, 4000],
    ['node server.js --port=4001 --x', {}, 4001],
    ['PORT=4002 node server.js', {}, 4002],
    ['next dev', {}, 3000],
    ['next dev -p 4003', {}, 4003],
    ['tsc -p 4004', {}, undefined],
    ['vite', {}, 5173],
    ['vite --host', {}, 5173],
    ['vite build --watch', {}, undefined],
    ['vite', { 'vite.config.ts': 'export default { server: { port: 4005 } }' }, 4005],
    ['astro dev', {}, 4321],
    ['nuxt dev', {}, 3000],
    ['react-scripts start', {}, 3000],
    ['node server.js', {}, undefined],
  ])('the port of %j with %j is %s', async (dev, files, port) => {
    const { services } = await look({ 'package.json': scripts(dev), ...files });
    expect(services[0]?.table.port).toBe(port);
    expect(services[0]?.suggestions === undefined).toBe(port !== undefined);
    expect(services[0]?.notes.at(-1)).toMatch(port === undefined ? /is not known/ : /port/);
  });

  test('start where there is no dev; nothing where there is neither, or no JSON', async () => {
    expect(await seen({ 'package.json': '{ "name": "@a/b c", "scripts": { "start": "x" } }' })).toEqual([
      'b-c package.json:1 npm run start',
    ]);
    expect(await seen({ 'package.json': '{ "scripts": { "test": "x" } }' })).toEqual([]);
  });

  test('of those that have one port by default, the first keeps it', async () => {
    const app = (name: string, dev: string) => JSON.stringify({ name, scripts: { dev } });
    const { services } = await look({
      'package.json': '{ "workspaces": ["*"] }',
      'a/package.json': app('a', 'next dev'),
      'b/package.json': app('b', 'react-scripts start && vite'),
      'c/package.json': app('c', 'next dev --port 3001'),
      'd/package.json': app('d', 'vite'),
      'e/package.json': app('e', 'vite'),
      'f/package.json': app('f', 'serve --port 3001'),
    });
    expect(services.map(({ name, table }) => [name, table.port])).toEqual([
      ['a', 3000],
      ['b', 3002],
      ['c', 3001],
      ['d', 5173],
      ['e', undefined],
      ['f', 3001],
    ]);
    expect(services[1]?.notes.at(-1)).toBe('Not 3000, because "a" has it.');
    expect(services[4]).toMatchObject({
      table: { exec: 'npm run dev' },
      suggestions: [expect.stringMatching(/^port/)],
    });
    expect(services[4]?.table).not.toHaveProperty('url');
    expect(services[4]?.notes.at(-1)).toMatch(/^"d" also has 5173/);
  });

  test('Rails, Django and their frontends work the same way', async () => {
    const { services } = await look({ 'config/application.rb': '', 'package.json': scripts('next dev') });
    expect(services.map(({ name, table }) => [name, table.port])).toEqual([
      ['web', 3000],
      ['app', 3001],
    ]);
  });

  test('workspaces of pnpm, with what is taken out of them', async () => {
    const files = {
      'package.json': scripts('turbo dev', { name: 'all' }),
      'pnpm-workspace.yaml': 'packages:\n  - "apps/**"\n  - "!apps/old"\n',
      'apps/web/package.json': scripts('vite'),
      'apps/deep/api/package.json': '{ "name": "api", "scripts": { "dev": "x" } }',
      'apps/old/package.json': '{ "name": "old", "scripts": { "dev": "x" } }',
      'apps/web/node_modules/z/package.json': '{ "name": "z", "scripts": { "dev": "x" } }',
    };
    const { services, leftOut } = await look(files);
    expect(services.map(({ name, table }) => [name, table.dir])).toEqual([
      ['api', 'apps/deep/api'],
      ['app', 'apps/web'],
    ]);
    expect(leftOut).toMatchObject([
      { what: 'all from package.json:1', why: expect.stringContaining('workspaces have scripts') },
    ]);
  });
});

test.each<[Record<string, string>, string]>([
  [{ '.venv/bin/python': '' }, '.venv/bin/python'],
  [{ 'venv/bin/python': '', 'uv.lock': '' }, 'venv/bin/python'],
  [{ 'uv.lock': '' }, 'uv run python'],
  [{ 'poetry.lock': '' }, 'poetry run python'],
  [{ Pipfile: '' }, 'pipenv run python'],
  [{ 'bin/python': '' }, 'python'],
  [{}, 'python3'],
])('Django with %j is run with %s', async (files, python) => {
  expect(await seen({ 'manage.py': 'import django', ...files })).toEqual([
    `migrate manage.py ${python} manage.py migrate`,
    `web manage.py ${python} manage.py runserver $PORT`,
  ]);
});

test('a manage.py that does not belong to Django is ignored', async () => {
  expect(await seen({ 'manage.py': 'print(1)' })).toEqual([]);
});

test.each<[string, Record<string, string>, string[]]>([
  [
    'with a database',
    { 'config/database.yml': '', 'bin/rails': '' },
    ['migrate config/database.yml bin/rails db:prepare', 'web bin/rails bin/rails server -p $PORT'],
  ],
  ['without', {}, ['web config/application.rb bundle exec rails server -p $PORT']],
])('Rails %s', async (_, files, expected) => {
  expect(await seen({ 'config/application.rb': '', ...files })).toEqual(expected);
});

test.each<[string, Record<string, string>, string[]]>([
  ['a program in the root', { 'main.go': '// x\npackage main\n', 'a.go': 'package a\n' }, ['shop main.go go run .']],
  [
    'programs below cmd',
    { 'cmd/a/x.go': 'package main\n', 'cmd/b/x.go': 'package main\n', 'lib.go': 'package lib\n' },
    ['a cmd/a/x.go go run ./cmd/a', 'b cmd/b/x.go go run ./cmd/b'],
  ],
  ['only a library', { 'lib.go': 'package lib\n', 'x_test.go': 'package main\n' }, []],
])('Go: %s', async (_, files, expected) => {
  expect(await seen({ 'go.mod': 'module example.com/x/shop\n', ...files })).toEqual(expected);
});

test.each<[string, Record<string, string>, string[]]>([
  ['a program', { 'Cargo.toml': '[package]\nname = "a"\n', 'src/main.rs': '' }, ['a Cargo.toml cargo run']],
  [
    'several',
    { 'Cargo.toml': '[package]\nname = "a"\n', 'src/main.rs': '', 'src/bin/b.rs': '' },
    ['a Cargo.toml cargo run --bin a', 'b Cargo.toml cargo run --bin b'],
  ],
  [
    'named ones',
    { 'Cargo.toml': '[package]\nname = "a"\n[[bin]]\nname = "c"\n', 'src/main.rs': '' },
    ['c Cargo.toml cargo run'],
  ],
  [
    'a workspace',
    {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      'crates/x/Cargo.toml': '[package]\nname = "x"\n',
      'crates/x/src/main.rs': '',
      'crates/y/Cargo.toml': '[package]\nname = "y"\n',
      'crates/y/src/lib.rs': '',
    },
    ['x crates/x/Cargo.toml cargo run -p x'],
  ],
  ['only a library', { 'Cargo.toml': '[package]\nname = "a"\n', 'src/lib.rs': '' }, []],
])('Rust: %s', async (_, files, expected) => expect(await seen(files)).toEqual(expected));

test.each<[string, Record<string, string>, string]>([
  ['package.json', { 'package.json': '{' }, 'not valid JSON'],
  ['a/package.json', { 'package.json': '{ "workspaces": ["*"] }', 'a/package.json': '[' }, 'not valid JSON'],
  ['Cargo.toml', { 'Cargo.toml': '[package' }, 'not valid TOML'],
  ['a/Cargo.toml', { 'Cargo.toml': '[workspace]\nmembers = ["a"]\n', 'a/Cargo.toml': '[' }, 'not valid TOML'],
  ['Cargo.toml', { 'Cargo.toml': 'bin = 1\n[package]\n' }, 'no package of it has a program'],
  ['Procfile', { Procfile: 'web npm start\n' }, 'it has no line of the form "name: command"'],
  ['Procfile', { Procfile: 'web: a\0b\n' }, 'not UTF-8 text'],
  ['go.mod', { 'go.mod': '\0' }, 'not UTF-8 text'],
  ['manage.py', { 'manage.py': '\0' }, 'not UTF-8 text'],
  ['compose.yaml', { 'compose.yaml': 'services: \0' }, 'not UTF-8 text'],
  ['process-compose.yaml', { 'process-compose.yaml': '\0' }, 'not UTF-8 text'],
])('%s that cannot be read is left out, and told of: %j', async (what, files, why) => {
  const { services, leftOut } = await look(files);
  expect(services).toEqual([]);
  expect(leftOut.filter((each) => each.what.endsWith(what))).toEqual([
    expect.objectContaining({ why: expect.stringContaining(why) }),
  ]);
});
