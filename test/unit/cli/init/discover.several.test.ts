import { describe, expect, test } from 'vitest';
import { brief, look, scripts } from './project-to-look-at.ts';

describe('several at once', () => {
  const web = 'services:\n  db: { image: i, ports: ["5432:5432"] }\n  tool: { image: i, profiles: [x] }\n';

  test('containers are what the rest waits for, and that is said', async () => {
    const { services, leftOut } = await look({ 'compose.yaml': web, 'package.json': scripts('x'), 'bin/docker': '' });
    expect(services.map(({ name, table }) => [name, table.requires])).toEqual([
      ['db', undefined],
      ['app', ['db']],
    ]);
    expect(leftOut).toEqual([
      { what: 'tool from compose.yaml:3', why: 'it is in a profile, and not started with the rest' },
    ]);
    expect(services.at(-1)?.notes.at(-1)).toMatch(/assumed to need everything/);
  });

  test('without docker they are left out, and nothing waits for them', async () => {
    const { services, leftOut } = await look({ 'compose.yaml': web, 'package.json': scripts('x') });
    expect(services.map(({ name, table }) => [name, table.requires])).toEqual([['app', undefined]]);
    expect(leftOut).toMatchObject([
      { what: 'db from compose.yaml:2', why: 'no container engine (docker, podman, nerdctl) is on the PATH' },
      { what: 'tool from compose.yaml:3', why: 'no container engine (docker, podman, nerdctl) is on the PATH' },
    ]);
  });

  test('services in the same file that depend on them do not count either', async () => {
    const text = 'services:\n  db: { image: i }\n  api: { command: x, depends_on: [db] }\n';
    const { services } = await look({ 'compose.yaml': text });
    expect(services.map(({ name, table }) => [name, table.after, table.wants])).toEqual([
      ['api', undefined, undefined],
    ]);
  });

  test('a file that names the processes goes before what is guessed; of two of one name the first is kept', async () => {
    const { services, leftOut } = await look({
      Procfile: 'web: puma\nworker: x\n',
      'process-compose.yaml': 'processes: { web: { command: y } }\n',
      'config/application.rb': '',
    });
    expect(services.map(brief)).toEqual(['web process-compose.yaml:1 y', 'worker Procfile:2']);
    expect(leftOut).toEqual([
      { what: 'web from Procfile:1', why: 'that name is taken by process-compose.yaml:1' },
      { what: 'web from config/application.rb', why: 'process-compose.yaml names the processes' },
    ]);
  });

  test('a file with mistakes is left out, with its first mistake; keys without a counterpart are reported', async () => {
    const wrong = await look({ 'compose.yaml': 'services:\n  a: { command: x, depends_on: [b] }\n' });
    expect(wrong.services).toEqual([]);
    expect(wrong.leftOut).toEqual([
      {
        what: 'compose.yaml',
        why: '"a" requires "b", which is not defined (zdev check -f compose.yaml shows all errors)',
      },
    ]);
    const doubtful = await look({ 'compose.yaml': 'services:\n  a: { command: x, secrets: [b] }\n' });
    expect(doubtful.doubts).toEqual(['compose.yaml:2: "services.a.secrets" has no counterpart here and is left out']);
  });

  test('paths of this machine do not get into the file, and values of .env are pointed out', async () => {
    const compose = `services:\n  db: { image: i, volumes: ["./data:/d"], environment: { A: "\${A}", B: "\${B:-b}" } }\n`;
    const { services } = await look({ 'compose.yaml': compose, '.env': 'A=secret\n', 'bin/docker': '' });
    expect(services[0]?.table.exec).toContain(' --env A --env B --volume "$PWD"/data:/d i &');
    expect(services[0]?.notes[0]).toMatch(/values are from \.env/);
  });
});

describe('scripts', () => {
  const pack = (all: object, more: object = {}) => JSON.stringify({ name: 'app', scripts: all, ...more });
  const names = async (files: Record<string, string>) =>
    (await look(files)).services.map(({ name, table }) => `${name}: ${table.dir ?? '.'} ${table.exec}`);
  const both = ['web: . npm run dev:web', 'api: . npm run dev:api'];

  test.each([
    'run-p "dev:*"',
    'run-p dev:web dev:api',
    'npm-run-all --parallel dev:web dev:api',
    'concurrently "npm:dev:*"',
    'concurrently -k -n web,api "npm run dev:web" "yarn dev:api"',
    "npx concurrently 'pnpm run dev:web' 'npm:dev:api'",
  ])('%s: each script is a service', async (dev) => {
    expect(await names({ 'package.json': pack({ dev, 'dev:web': 'vite', 'dev:api': 'node a.js' }) })).toEqual(both);
  });

  test.each([
    'npm-run-all build serve',
    'concurrently "node a.js" "npm:dev:web"',
    'run-p "dev:*" && echo',
  ])('%s stays one service', async (dev) => {
    const file = pack({ dev, 'dev:web': 'vite', build: 'x', serve: 'y' });
    expect(await names({ 'package.json': file })).toEqual(['app: . npm run dev']);
  });

  test('one that runs zdev is no service', async () => {
    const { services, leftOut } = await look({ 'package.json': pack({ dev: 'npx zdev up', start: 'node a.js' }) });
    expect(services.map(({ table }) => table.exec)).toEqual(['npm run start']);
    expect(leftOut).toEqual([{ what: 'the script dev of package.json', why: 'it runs zdev' }]);
  });

  test('the script of the root joins those of the workspaces, unless it starts them', async () => {
    const files = (dev: string) => ({
      'package.json': pack({ dev }, { workspaces: ['web'] }),
      'web/package.json': JSON.stringify({ name: 'web', scripts: { dev: 'vite' } }),
    });
    expect(await names(files('node server.js'))).toEqual(['app: . npm run dev', 'web: web npm run dev']);
    expect(await names(files('turbo run dev'))).toEqual(['web: web npm run dev']);
    expect(await names(files('npm run dev --workspaces'))).toEqual(['web: web npm run dev']);
  });

  test('client and server without a package above them', async () => {
    const files = {
      'client/package.json': pack({ dev: 'vite' }),
      'server/package.json': pack({ start: 'node a.js' }),
      'server/yarn.lock': '',
    };
    expect(await names(files)).toEqual(['client: client npm run dev', 'server: server yarn run start']);
  });
});

describe('a Procfile for a host', () => {
  test.each<[string, Record<string, string>, string]>([
    ['web: gunicorn shop.wsgi', { 'manage.py': 'import django' }, 'python3 manage.py runserver $PORT'],
    ['web: bundle exec puma -C config/puma.rb', { 'config/application.rb': '' }, 'bundle exec rails server -p $PORT'],
    ['web: bin/shop', { 'go.mod': 'module x/shop', 'main.go': 'package main\n' }, 'go run .'],
    ['web: NODE_ENV=production node server.js', { 'package.json': scripts('vite') }, 'npm run dev'],
  ])('%s does not hide the dev commands; its worker stays', async (web, files, exec) => {
    const text = `release: x migrate\n${web}\nworker: work hard\n`;
    const { services, leftOut, procfile } = await look({ Procfile: text, ...files });
    expect(procfile).toBe(false);
    expect(services.map(({ table }) => table.exec)).toEqual(expect.arrayContaining(['work hard', exec]));
    expect(services.filter(({ from }) => from.startsWith('Procfile'))).toMatchObject([{ name: 'worker' }]);
    expect(leftOut.map(({ what }) => what)).toEqual(['release from Procfile:1', 'web from Procfile:2']);
  });

  test.each<[Record<string, string>]>([
    [{ Procfile: 'web: npm run dev\n', 'package.json': scripts('vite') }],
    [{ 'Procfile.dev': 'web: puma\n', 'config/application.rb': '' }],
    [{ Procfile: 'web: gunicorn x\n' }],
  ])('is what it is where it is for developing, or where nothing else is known: %j', async (files) => {
    const { services, procfile } = await look(files);
    expect(procfile).toBe(true);
    expect(services.map(({ name }) => name)).toEqual(['web']);
  });
});

describe('containers', () => {
  const text = `services:
  web: { build: . }
  db:
    image: postgres:16
    healthcheck: { test: [CMD-SHELL, pg_isready], interval: 5s }
  queue: { image: my/queue, ports: ["4444:4444"] }
  kafka: { image: bitnami/kafka, depends_on: [zk] }
  zk: { image: my/zk }
  e2e: { image: cypress/included }
  proxy: { image: nginx }
  other: { image: my/thing, ports: ["4545:1"] }
`;

  test('those that dev commands need, with their health checks; the others with the reason', async () => {
    const { services, leftOut } = await look({
      'compose.yaml': text,
      'package.json': scripts('vite'),
      '.env': 'THING=http://localhost:4545/x\n',
      'bin/docker': '',
    });
    expect(services.map(({ name }) => name)).toEqual(['db', 'queue', 'kafka', 'zk', 'other', 'app']);
    expect(services[0]?.table.health).toMatchObject({ type: 'exec', interval_ms: 5000 });
    expect(services[0]?.table.health?.target).toMatch(/^docker exec \S+-db \/bin\/sh -c pg_isready$/);
    expect(leftOut).toEqual([
      { what: 'e2e from compose.yaml:9', why: 'it is for tests' },
      { what: 'proxy from compose.yaml:10', why: 'nothing shows that the dev commands need it' },
      { what: 'web from compose.yaml:2', why: 'package.json says how to run it on this machine' },
    ]);
  });

  test('all of them where nothing else is known', async () => {
    const { services } = await look({ 'compose.yaml': text, 'bin/docker': '' });
    expect(services).toHaveLength(8);
  });
});

describe('files of other tools that name processes', () => {
  test.each<[string, Record<string, string>, object[]]>([
    [
      'pitchfork',
      {
        'pitchfork.toml':
          '[daemons.api]\nrun = "npm start"\ndepends = ["db"]\nready_http = "http://localhost:3000/up"\nretry = 3\ndir = "api"\n[daemons.db]\nrun = "postgres"\nready_port = 5432\ncron = { schedule = "x" }\n',
      },
      [
        {
          name: 'api',
          from: 'pitchfork.toml:1',
          table: {
            exec: 'npm start',
            requires: ['db'],
            dir: 'api',
            health: { type: 'http', target: 'http://localhost:3000/up' },
            lifecycle: { max_restarts: 3 },
          },
        },
        {
          name: 'db',
          table: {
            exec: 'postgres',
            health: { type: 'tcp', target: 'localhost:5432' },
            lifecycle: { restart: 'never' },
          },
          notes: ['Not included: cron.'],
        },
      ],
    ],
    [
      'mprocs',
      {
        'mprocs.yaml':
          'procs:\n  web: npm run dev\n  api:\n    shell: "go run ."\n    cwd: api\n    env: { PORT: 80 }\n    autostart: false\n  db: { cmd: [postgres, -D, "my data"], stop: SIGINT }\n',
      },
      [
        { name: 'web', from: 'mprocs.yaml:2', table: { exec: 'npm run dev' } },
        {
          name: 'api',
          from: 'mprocs.yaml:3',
          table: { exec: 'go run .', dir: 'api', env: { PORT: '80' }, status: 'stop' },
        },
        { name: 'db', table: { exec: "postgres -D 'my data'", lifecycle: { stop_signal: 'SIGINT' } } },
      ],
    ],
    [
      'mise',
      {
        'mise.toml':
          '[tasks]\nbuild = "x"\ndev = "vite"\n[tasks."dev:api"]\nrun = ["go generate", "go run ."]\n[tasks.test]\nrun = "t"\n',
      },
      [
        { name: 'dev', from: 'mise.toml:3', table: { exec: 'mise run dev' }, confidence: 'medium' },
        { name: 'dev-api', from: 'mise.toml:4', table: { exec: 'mise run dev:api' } },
      ],
    ],
    [
      'devenv',
      {
        'devenv.nix':
          '{ pkgs, ... }: {\n  # processes.off.exec = "no";\n  processes.web.exec = "npm run dev";\n  services.postgres.enable = true;\n  processes = {\n    api.exec = \'\'\n      go run .\n    \'\';\n  };\n}\n',
      },
      [
        { name: 'web', from: 'devenv.nix:3', table: { exec: "devenv shell -- sh -c 'npm run dev'" } },
        { name: 'api', from: 'devenv.nix:6', table: { exec: "devenv shell -- sh -c 'go run .'" } },
      ],
    ],
    [
      'turbo',
      {
        'turbo.json': '{ "tasks": { "build": {}, "serve": { "persistent": true } } }',
        'package.json': JSON.stringify({ name: 'root', workspaces: ['apps/*'] }),
        'apps/web/package.json': JSON.stringify({ name: 'web', scripts: { serve: 'next', build: 'x' } }),
      },
      [{ name: 'web', table: { exec: 'npm run serve', dir: 'apps/web' } }],
    ],
  ])('%s', async (_, files, expected) => expect((await look(files)).services).toMatchObject(expected));

  test('a file that cannot be read is reported', async () => {
    expect((await look({ 'pitchfork.toml': '[' })).leftOut).toEqual([
      { what: 'pitchfork.toml', why: 'not valid TOML' },
    ]);
  });
});

test('how sure it is stands with each service', async () => {
  const all = await look({ 'go.mod': 'module x', 'main.go': 'package main\n', 'package.json': scripts('vite') });
  expect(all.services.map(({ name, confidence }) => [name, confidence])).toEqual([
    ['app', 'medium'],
    ['x', 'low'],
  ]);
});
