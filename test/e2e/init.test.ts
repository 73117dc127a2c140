import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onPath } from '../helpers/fake-programs.ts';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { count, expectInOrder, freePort, LIVES } from '../helpers/zdev-text.ts';

type Env = Readonly<Record<string, string>>;

/** Runs `init`, whose file has to pass `check` without a word. Gives what it told. */
async function initiated(rig: Rig, env: Env): Promise<string> {
  const init = rig.zdev(['init'], { env });
  expect(await init.ended()).toBe(0);
  expect(init.stderr).toBe('');
  // The zdev under test lies outside of the project: a path to it would be of this machine only.
  expect(readToml(rig)).not.toContain('#:schema');
  const check = rig.zdev(['check'], { env });
  expect(await check.ended()).toBe(0);
  expect(check.stderr).toBe('');
  return Buffer.from(init.stdout, 'latin1').toString();
}

const readToml = (rig: Rig) => readFileSync(join(rig.dir, 'zinit.toml'), 'utf8');

/** The port that a framework has by default may be taken on this machine. */
async function moveToFreePort(rig: Rig, from: number): Promise<number> {
  const port = await freePort();
  const text = readToml(rig);
  expect(text).toContain(`\nport = ${from}`);
  writeFileSync(join(rig.dir, 'zinit.toml'), text.replace(`\nport = ${from}`, `\nport = ${port}`));
  return port;
}

test('Rails: the database is prepared, then the server is started', async ({ rig }) => {
  rig.write('config/application.rb', 'module Shop\nend\n');
  rig.write('config/database.yml', 'development: {}\n');
  rig.write('bin/rails', `#!/bin/sh\nexec ${program('fake-framework.mjs')} "$@"\n`);
  chmodSync(join(rig.dir, 'bin/rails'), 0o755);
  expect(await initiated(rig, {})).toBe(
    'migrate  from config/database.yml\nweb      from bin/rails\nwrote zinit.toml; "zdev check" validates it, "zdev up" runs it\n',
  );
  const port = await moveToFreePort(rig, 3000);
  const zdev = rig.up();
  await zdev.prints('web: ready');
  expectInOrder(
    zdev.text,
    'migrate | asked for db:prepare',
    'migrate | migrated',
    `web | asked for server -p ${port}`,
    'web: ready',
  );
  expect(await zdev.stop()).toBe(0);
});

test('Django: migrations, then the server', async ({ rig }) => {
  const env = onPath(rig, { python: 'fake-framework.mjs' });
  rig.write('manage.py', 'from django.core.management import execute_from_command_line\n');
  expect(await initiated(rig, env)).toContain('web      from manage.py\n');
  const port = await moveToFreePort(rig, 8000);
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('web: ready');
  expectInOrder(
    zdev.text,
    'asked for manage.py migrate',
    'migrate | migrated',
    `asked for manage.py runserver ${port}`,
    'web: ready',
  );
  expect(await zdev.stop()).toBe(0);
});

test('Go and Rust: each of their programs, restarted when its sources change', async ({ rig }) => {
  const env = onPath(rig, { go: 'fake-framework.mjs', cargo: 'fake-framework.mjs' });
  rig.write('go.mod', 'module example.com/shop\n');
  rig.write('cmd/api/main.go', 'package main\n\nfunc main() {}\n');
  rig.write('Cargo.toml', '[package]\nname = "crunch"\n');
  rig.write('src/main.rs', 'fn main() {}\n');
  expect(await initiated(rig, env)).toMatch(/^api +from cmd\/api\/main\.go\ncrunch +from Cargo\.toml\n/);
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('api | asked for run ./cmd/api');
  await zdev.prints('crunch | asked for run');
  // the watch begins a moment after the start: until then a change is none
  let changes = 0;
  const restarts = () => count(zdev.text, 'api | asked for') - 1;
  while (restarts() === 0) {
    rig.write('cmd/api/main.go', `package main\n\nfunc main() { println(${changes++}) }\n`);
    await until(() => restarts() > 0, { timeoutMs: 1000 }).catch(() => {});
    if (changes > 20) expect.fail(`not restarted:\n${zdev.text}`);
  }
  expect(await zdev.stop()).toBe(0);
});

test('workspaces: the dev script of each, on the port that it names', async ({ rig }) => {
  const port = await freePort();
  const serve = program('fake-framework.mjs', 'server', '--port', port).replaceAll(`'`, '');
  const manifest = (value: object) => JSON.stringify(value, null, 2);
  rig.write('package.json', manifest({ name: 'shop', workspaces: ['apps/*'], scripts: { dev: 'turbo dev' } }));
  rig.write('apps/web/package.json', manifest({ name: '@shop/web', scripts: { dev: serve } }));
  rig.write('apps/job/package.json', manifest({ name: '@shop/job', scripts: { start: 'echo working; sleep 300' } }));
  rig.write('apps/lib/package.json', manifest({ name: '@shop/lib', scripts: { build: 'tsc' } }));
  const told = await initiated(rig, {});
  expect(told).toContain('job  from apps/job/package.json:4\nweb  from apps/web/package.json:4\n');
  expect(told).toContain('left out: shop from package.json:7: the workspaces have scripts of their own');
  const zdev = rig.up();
  await zdev.prints('web: ready');
  await zdev.prints('job | working');
  expect(await zdev.stop()).toBe(0);
});

test('a Procfile keeps its commands, and waits for the containers of a compose file', async ({ rig }) => {
  const env = onPath(rig, { docker: 'fake-docker.mjs' });
  rig.write('Procfile', `release: sleep 0.5; echo released\nweb: ${LIVES}\n`);
  rig.write('package.json', '{ "scripts": { "dev": "wrong" } }');
  rig.write(
    'compose.yaml',
    'services:\n  db:\n    image: an-image\n    command: [sh, -c, "touch healthy; exec sleep 300"]\n    healthcheck: { test: test -f healthy }\n',
  );
  const init = rig.zdev(['init'], { env });
  expect(await init.ended()).toBe(0);
  expect(init.stdout).toContain('db       from compose.yaml:2\nrelease  from Procfile:1\nweb      from Procfile:2\n');
  expect(init.stdout).toMatch(/left out: \S+ from package\.json:1: Procfile names the processes/);
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('web | up');
  expectInOrder(zdev.text, 'db: ready', 'release | released', 'web | up');
  expect(await zdev.stop()).toBe(0);
});

test('a process-compose file and a directory of zinit units become one file', async ({ rig }) => {
  rig.write('zinit/db.toml', '[service]\nname = "db"\nexec = "touch here; echo db is up; exec sleep 300"\n');
  rig.write(
    'process-compose.yaml',
    'processes:\n  api:\n    command: test -f zinit/here && echo "api is up" && exec sleep 300\n    namespace: backend\n',
  );
  expect(await initiated(rig, {})).toMatch(
    /^db +from zinit\/db\.toml\napi +from process-compose\.yaml:2\nbackend +from /,
  );
  expect(readToml(rig)).toContain('[targets.backend]\nrequires = ["api"]');
  const zdev = rig.up('db');
  await zdev.prints('db | db is up');
  expect(await zdev.stop()).toBe(0);
  const run = rig.zdev(['up', 'api']);
  await run.prints('api | api is up');
  expect(await run.stop()).toBe(0);
});

test('a zinit.toml is never overwritten, and --print writes nothing', async ({ rig }) => {
  rig.write('Procfile', 'web: true\n');
  const print = rig.zdev(['init', '--print']);
  expect(await print.ended()).toBe(0);
  expect(print.stderr).toBe('web  from Procfile:1\n');
  expect(print.stdout).toContain('[services.web]');
  rig.write('zinit.toml', 'mine\n');
  const init = rig.zdev(['init']);
  expect(await init.ended()).toBe(1);
  expect(init.stderr).toContain('zinit.toml already exists; zdev never overwrites it');
  expect(init.stderr).toContain('zdev init --print');
  expect(readToml(rig)).toBe('mine\n');
});

test('where there is nothing to run, nothing is written', async ({ rig }) => {
  rig.write('Cargo.toml', '[package]\nname = "lib"\n');
  const init = rig.zdev(['init']);
  expect(await init.ended()).toBe(1);
  expect(init.stderr).toContain('left out: Cargo.toml: no package of it has a program');
  expect(init.stderr).toContain('found nothing to run here');
  expect(() => readToml(rig)).toThrow();
});

test('the schema is named by a relative path where zdev is installed in the project, and else not at all', async ({
  rig,
}) => {
  rig.write('Procfile', 'web: node server.js\n');
  const outside = rig.zdev(['init', '--print']);
  expect(await outside.ended()).toBe(0);
  expect(outside.stdout).toMatch(/^# Written by/);
  expect(outside.stdout).not.toContain(rig.dir);
  rig.write('node_modules/zdev/schema/zinit.schema.json', '{}');
  const inside = rig.zdev(['init', '--print']);
  expect(await inside.ended()).toBe(0);
  expect(inside.stdout).toMatch(/^#:schema \.\/node_modules\/zdev\/schema\/zinit\.schema\.json\n# Written by/);
});
