import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PortLeaser } from '../../../src/config/leaser.ts';
import { loadProject } from '../../../src/config/load.ts';
import { brief, fakeLeaser, load, makeFiles, service } from './project.ts';

describe('port = "auto"', () => {
  test('is the leased port wherever a port is used', async () => {
    const { asked, leasePorts } = fakeLeaser();
    const toml = `
      [services.api]
      exec = "node api.js"
      port = "auto"
      url = "http://localhost:$PORT/x"
      env = { SELF = "$PORT" }
      [services.web]
      exec = "node web.js"
      port = 3000
      env = { API = "http://localhost:\${services.api.port}", URL = "\${services.api.url}", WEB = "\${services.web.url}" }
    `;
    const project = await load({ 'zinit.toml': toml }, { leasePorts });
    expect(brief(project)).toEqual([]);
    expect(asked).toMatchObject([{ wanted: ['api'], range: [20_000, 29_999], beside: null, fixed: new Set([3000]) }]);
    expect(service(project, 'api')).toMatchObject({
      port: 20_001,
      url: 'http://localhost:20001/x',
      env: { PORT: '20001', SELF: '20001' },
      health: { type: 'tcp', target: 'localhost:20001' },
    });
    expect(service(project, 'web').env).toEqual({
      PORT: '3000',
      API: 'http://localhost:20001',
      URL: 'http://localhost:20001/x',
      WEB: 'http://localhost:3000',
    });
  });

  test('no port is leased, and no leaser called, if every port is a number', async () => {
    const { asked, leasePorts } = fakeLeaser();
    await load({ 'zinit.toml': '[services.api]\nexec = "x"\nport = 3000\n' }, { leasePorts });
    expect(asked).toEqual([]);
  });

  test('a range of the project is passed on', async () => {
    const { asked, leasePorts } = fakeLeaser();
    const toml = '[project]\nport_range = [4000, 4010]\n[services.api]\nexec = "x"\nport = "auto"\n';
    await load({ 'zinit.toml': toml }, { leasePorts });
    expect(asked[0]?.range).toEqual([4000, 4010]);
  });

  test('each instance of a Procfile entry has its own', async () => {
    const files = { Procfile: 'web: run $PORT\n', 'zinit.toml': '[services.web]\nport = "auto"\n' };
    const project = await load(files, { leasePorts: fakeLeaser().leasePorts, formation: 'web=2' });
    expect(project.services.map((each) => each.kind !== 'target' && [each.name, each.port, each.env['PORT']])).toEqual([
      ['web.1', 20_001, '20001'],
      ['web.2', 20_002, '20002'],
    ]);
  });

  test('without a free port there is an error at the place of the key', async () => {
    const leasePorts: PortLeaser = async () => ({ ok: false, message: 'no port is free', hint: 'wider' });
    const project = await load({ 'zinit.toml': '[services.api]\nexec = "x"\nport = "auto"\n' }, { leasePorts });
    expect(brief(project)).toEqual(['zinit.toml:3:8 error no-free-port']);
  });

  test('a lease that had to move is reported, with the holder of the old port', async () => {
    const leasePorts: PortLeaser = async () => {
      const moved = [{ key: 'api', from: 20_001, to: 20_002, holder: 'pid 7 (node)' }];
      return { ok: true, ports: new Map([['api', 20_002]]), moved };
    };
    const project = await load({ 'zinit.toml': '[services.api]\nexec = "x"\nport = "auto"\n' }, { leasePorts });
    expect(project.diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', '"api" has port 20002 from now on: port 20001, its port until now, is held by pid 7 (node)'],
    ]);
  });
});

describe('ports', () => {
  test('have names; the first is the port of the service', async () => {
    const toml = `
      [services.api]
      exec = "x"
      ports = { http = 3000, metrics = "auto" }
      env = { M = "\${PORT_METRICS}" }
      [services.web]
      exec = "x"
      env = { API = "\${services.api.port}", METRICS = "\${services.api.ports.metrics}" }
    `;
    const project = await load({ 'zinit.toml': toml }, { leasePorts: fakeLeaser().leasePorts });
    expect(brief(project)).toEqual([]);
    const api = service(project, 'api');
    expect(api).toMatchObject({ port: 3000, ports: { http: 3000, metrics: 20_001 } });
    expect(api.env).toEqual({ PORT: '3000', PORT_HTTP: '3000', PORT_METRICS: '20001', M: '20001' });
    expect(service(project, 'web').env).toEqual({ API: '3000', METRICS: '20001' });
  });

  test.each([
    ['port = 1\nports = { http = 2 }', 'zinit.toml:3:1 error bad-port'],
    ['ports = { "1x" = 2 }', 'zinit.toml:3:11 error bad-name'],
    ['ports = { http = "any" }', 'zinit.toml:3:18 error wrong-type'],
    ['ports = { http = 2 }\nenv = { A = "$PORT_HTPP" }', 'zinit.toml:4:13 error unknown-reference'],
    ['env = { A = "${services.api.ports.x}" }', 'zinit.toml:3:13 error unknown-reference'],
    ['env = { A = "${services.api.pid}" }', 'zinit.toml:3:13 error unknown-reference'],
  ])('%s is an error at its place', async (lines, expected) => {
    const project = await load({ 'zinit.toml': `[services.api]\nexec = "x"\n${lines}\n` });
    expect(brief(project)).toEqual([expected]);
  });

  test('a variable that only looks like a port is left alone if there are no ports', async () => {
    const project = await load({ 'zinit.toml': '[services.api]\nexec = "x"\nenv = { A = "$PORT_HTTP" }\n' });
    expect([brief(project), service(project, 'api').env]).toEqual([[], { A: '$PORT_HTTP' }]);
  });
});

describe('isolated', () => {
  const toml = `
    [services.db]
    exec = "db"
    port = 5432
    health = { type = "tcp", target = "localhost:5432" }
    url = "http://localhost:5432/ui"
    [services.api]
    exec = "api --db 5432 --admin=localhost:9000"
    ports = { http = 3000, metrics = 9100 }
    env = { DB = "localhost:\${services.db.port}", BAD = "localhost:3000", N = "3600", NAME = "shop_\${ZDEV_INSTANCE}" }
    dir = "."
  `;

  test('every port is leased, and all references follow, including addresses of checks and urls', async () => {
    const { asked, leasePorts } = fakeLeaser();
    const project = await load({ 'zinit.toml': toml, Procfile: 'job: run\n' }, { leasePorts, isolated: true });
    expect(asked[0]).toMatchObject({ wanted: ['db', 'api/http', 'api/metrics', 'job'], fixed: new Set() });
    expect(service(project, 'db')).toMatchObject({
      port: 20_001,
      health: { target: 'localhost:20001' },
      url: 'http://localhost:20001/ui',
    });
    const { env, ports } = service(project, 'api');
    expect(ports).toEqual({ http: 20_002, metrics: 20_003 });
    expect(env).toMatchObject({ PORT: '20002', DB: 'localhost:20001', N: '3600' });
    expect(service(project, 'job').env['PORT']).toBe('20004');
  });

  test('check names the port numbers that appear in commands and variables', async () => {
    const options = { leasePorts: fakeLeaser().leasePorts, isolated: true, lint: true };
    const files = { 'zinit.toml': toml, '.env': 'REDIS=redis://localhost:6379\nYEAR=1999\n' };
    const project = await load(files, options);
    const found = project.diagnostics.filter(({ code }) => code === 'written-port');
    expect(found.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['.env', 1, 'REDIS of an env file contains port 6379, which every checkout would use'],
      ['zinit.toml', 8, 'the command of "api" names port 5432: isolated, "db" has another one'],
      ['zinit.toml', 8, 'the command of "api" contains port 9000, which every checkout would use'],
      ['zinit.toml', 10, 'BAD of "api" names port 3000: isolated, "api" has another one'],
    ]);
    const ordinary = await load(files, { lint: true });
    expect(ordinary.diagnostics.filter(({ code }) => code === 'written-port')).toEqual([]);
  });

  test('the published port of a container follows', async () => {
    const compose = 'services:\n  db:\n    image: postgres\n    ports: ["5432:5432", "127.0.0.1:9000:9000"]\n';
    const project = await load({ 'compose.yaml': compose }, { leasePorts: fakeLeaser().leasePorts, isolated: true });
    const { container, port } = service(project, 'db');
    expect(port).toBe(20_001);
    expect(container?.ports).toEqual(['20001:5432', '127.0.0.1:9000:9000']);
  });
});

describe('the name of a checkout', () => {
  /** A repository with a linked worktree, as git lays it out. */
  function repository(worktree: string) {
    const toml =
      '[services.api]\nexec = "x"\ndir = "data$ZDEV_INSTANCE"\nenv = { DB = "shop$ZDEV_INSTANCE" }\nport = 1\n';
    const dir = makeFiles({
      'main/.git/HEAD': 'ref: refs/heads/main\n',
      [`main/.git/worktrees/${worktree}/HEAD`]: 'ref: refs/heads/feature/x\n',
      'main/zinit.toml': toml,
      'linked/zinit.toml': `[project]\nisolate = "worktree"\n${toml}`,
    });
    writeFileSync(join(dir, 'linked', '.git'), `gitdir: ${dir}/main/.git/worktrees/${worktree}\n`);
    for (const name of ['main', 'linked']) mkdirSync(join(dir, name, 'data'), { recursive: true });
    return dir;
  }

  test("is empty for the main checkout, and git's name for a linked one, which can be isolated by itself", async () => {
    const dir = repository('feature-x');
    const { leasePorts } = fakeLeaser();
    const main = await loadProject({ cwd: join(dir, 'main'), environ: {}, leasePorts });
    expect([main.instance, main.isolated, service(main, 'api').port]).toEqual(['', false, 1]);
    expect(service(main, 'api')).toMatchObject({ dir: join(dir, 'main/data'), env: { DB: 'shop' } });
    const linked = await loadProject({ cwd: join(dir, 'linked'), environ: {}, leasePorts });
    expect([linked.instance, linked.isolated, service(linked, 'api').port]).toEqual(['feature_x', true, 20_001]);
    expect(service(linked, 'api')).toMatchObject({
      dir: join(dir, 'linked/datafeature_x'),
      env: { DB: 'shopfeature_x', ZDEV_INSTANCE: 'feature_x' },
    });
    const not = await loadProject({ cwd: join(dir, 'linked'), environ: {}, leasePorts, isolated: false });
    expect(service(not, 'api').port).toBe(1);
  });

  test('contains a part of the path if names differ only in characters that are replaced', async () => {
    const dir = repository('Feature_X');
    const linked = await loadProject({ cwd: join(dir, 'linked'), environ: {}, leasePorts: fakeLeaser().leasePorts });
    expect(linked.instance).toMatch(/^feature_x_[0-9a-f]{4}$/);
  });

  test('contains a part of the path for an isolated clone, and a run beside the ordinary one has its own', async () => {
    const dir = makeFiles({ 'shop/zinit.toml': '[services.api]\nexec = "x"\nport = 1\n' });
    const options = { cwd: join(dir, 'shop'), environ: {}, leasePorts: fakeLeaser().leasePorts };
    expect((await loadProject({ ...options, isolated: true })).instance).toMatch(/^shop_[0-9a-f]{4}$/);
    const beside = await loadProject({ ...options, beside: 'test' });
    expect([beside.instance, beside.isolated, beside.beside]).toEqual([
      expect.stringMatching(/^shop_test_[0-9a-f]{4}$/),
      true,
      'test',
    ]);
  });
});

describe('listen', () => {
  const listening = (lines: string) => ({ 'zinit.toml': `[services.api]\nexec = "x"\n${lines}\n` });

  test("is the address for others; the service's own port is behind it, leased unless it is set", async () => {
    const toml = `
      [services.api]
      exec = "x"
      listen = 3000
      url = "http://localhost:$PORT/x"
      health = { type = "http", target = "http://localhost:$PORT/" }
      [services.web]
      exec = "x"
      port = 4000
      listen = ["unix:web.sock", "127.0.0.1:4001", "auto"]
      on_demand = true
      env = { API = "\${services.api.port}", WEB = "\${services.web.url}", OWN = "$PORT" }
    `;
    const project = await load({ 'zinit.toml': toml }, { leasePorts: fakeLeaser().leasePorts });
    expect(brief(project)).toEqual([]);
    expect(service(project, 'api')).toMatchObject({
      port: 20_001,
      url: 'http://localhost:3000/x',
      health: { target: 'http://localhost:20001/' },
      env: { PORT: '20001' },
      front: {
        listen: [{ host: null, port: 3000 }],
        ...{ connectTimeoutMs: 30_000, onDemand: false, idleTimeoutMs: 0, single: false },
      },
    });
    expect(service(project, 'web')).toMatchObject({
      port: 4000,
      env: { API: '3000', WEB: 'http://localhost:4001', OWN: '4000' },
      front: {
        onDemand: true,
        listen: [{ path: `${project.dir}/web.sock` }, { host: '127.0.0.1', port: 4001 }, { host: null, port: 20_002 }],
      },
    });
  });

  test('leases both ports when isolated, and references follow the one in front', async () => {
    const { asked, leasePorts } = fakeLeaser();
    const files = listening('listen = "localhost:3000"\nport = 4000\nurl = "http://localhost:3000/"');
    const project = await load(files, { leasePorts, isolated: true });
    expect(asked[0]?.wanted).toEqual(['api#listen', 'api']);
    expect(service(project, 'api')).toMatchObject({
      port: 20_002,
      url: 'http://localhost:20001/',
      front: { listen: [{ host: null, port: 20_001 }] },
    });
  });

  test.each([
    ['listen = "0.0.0.0:3000"', 'zinit.toml:3:10 error bad-listen'],
    ['listen = "example.com:80"', 'zinit.toml:3:10 error bad-listen'],
    ['listen = "unix:"', 'zinit.toml:3:10 error bad-listen'],
    ['listen = "localhost:0"', 'zinit.toml:3:10 error bad-listen'],
    ['listen = "nonsense"', 'zinit.toml:3:10 error bad-listen'],
    ['listen = 3000\noneshot = true', 'zinit.toml:3:10 error bad-listen'],
    ['on_demand = true', 'zinit.toml:3:1 error bad-value'],
    ['idle_timeout_ms = 5', 'zinit.toml:3:1 error bad-value'],
  ])('%s is an error at its place', async (lines, expected) => {
    const project = await load(listening(lines), { leasePorts: fakeLeaser().leasePorts });
    expect(brief(project)).toEqual([expected]);
  });
});

test.each([
  '[]',
  '[1]',
  '["x", 5]',
  '[5, 4]',
  '[1, 2, 3]',
  '"x"',
])('port_range = %s is an error that says what is expected', async (range) => {
  const project = await load({ 'zinit.toml': `[project]\nport_range = ${range}\n[services.a]\nexec = "x"\n` });
  expect(project.diagnostics).toContainEqual(
    expect.objectContaining({ severity: 'error', line: 2, message: expect.stringContaining('two ports') }),
  );
});
