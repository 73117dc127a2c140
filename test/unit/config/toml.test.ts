import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { brief, load, service } from './project.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/config/${name}`, import.meta.url));

describe('a wrong zinit.toml', () => {
  test('a word of another tool, a forgotten "services." and an address as a health check say what to write', async () => {
    const project = await load({
      'zinit.toml':
        '[services.a]\nexec = "x"\ndepends_on = []\nworking_dir = "."\nhealthcheck = "x"\n[services.b]\nexec = "x"\n' +
        'health = "http://localhost:3000/"\n[services.c]\nexec = "x"\nhealth = "localhost:3000"\n' +
        '[services.d]\nexec = "x"\nhealth = "curl -f localhost"\n[web]\nexec = "x"\n',
    });
    expect(project.diagnostics.map(({ hint }) => hint)).toEqual([
      'zdev calls it "requires"',
      'zdev calls it "dir"',
      'zdev calls it "health"',
      'write { type = "http", target = "http://localhost:3000/" }',
      'write { type = "tcp", target = "localhost:3000" }',
      'write { type = "exec", target = "curl -f localhost" }',
      'if this is a service, its table is [services.web]',
    ]);
  });

  test('all mistakes are reported together, each with its line and column', async () => {
    const project = await loadProject({ cwd: fixture('wrong'), environ: {} });
    const found = project.diagnostics.map(({ line, column, code, hint }) => [`${line}:${column}`, code, hint]);
    expect(found).toEqual([
      ['2:1', 'unknown-key', 'did you mean "name"?'],
      ['6:8', 'wrong-type', 'leave the quotes out'],
      ['7:1', 'unknown-key', '"restart" belongs in the sub-table "lifecycle"'],
      ['8:13', 'self-dependency', 'take it out'],
      ['8:19', 'wrong-type', null],
      ['8:22', 'unknown-dependency', 'did you mean "cache"?'],
      ['11:13', 'dependency-cycle', 'none of them could ever start'],
      ['13:19', 'bad-value', 'did you mean "http"?'],
      ['13:40', 'unknown-key', 'did you mean "interval_ms"?'],
      ['14:13', 'wrong-type', 'put it in quotes: "1"'],
      ['14:20', 'unknown-reference', 'did you mean "db"?'],
      ['14:20', 'unknown-reference', 'set "port"'],
      ['14:54', 'unknown-reference', 'did you mean "db.port"?'],
      ['15:29', 'bad-signal', 'did you mean "SIGTERM"?'],
      ['15:50', 'bad-value', 'did you mean "on-failure"?'],
      ['15:82', 'bad-value', null],
      ['16:40', 'wrong-type', null],
      ['16:45', 'unknown-key', 'did you mean "ignore"?'],
      ['18:1', 'missing-exec', 'add exec = "…"'],
      ['19:8', 'bad-value', null],
      ['22:1', 'bad-name', null],
      ['26:8', 'wrong-type', null],
      ['27:9', 'wrong-type', 'put it in brackets: ["db"]'],
      ['28:35', 'bad-regex', null],
      ['29:7', 'wrong-type', null],
      ['33:34', 'bad-value', null],
      ['34:1', 'unknown-key', null],
      ['36:17', 'bad-target', null],
      ['40:1', 'missing-key', null],
      ['42:11', 'wrong-type', null],
      ['45:1', 'duplicate-name', null],
      ['47:2', 'unknown-key', 'did you mean "services"?'],
    ]);
  });

  test('messages name the key, the expected value and the actual one', async () => {
    const { diagnostics } = await loadProject({ cwd: fixture('wrong'), environ: {} });
    const messages = diagnostics.map(({ message }) => message);
    expect(messages).toContain('services.db.port must be an integer from 1 to 65535, or "auto", not "5432"');
    expect(messages).toContain('a cycle: api → cache → api');
    expect(messages).toContain('services.slow.health needs "target"');
    expect(messages).toContain('targets.x must be a table, not an array');
    expect(diagnostics.find(({ code }) => code === 'wrong-type')).toMatchObject({
      file: 'zinit.toml',
      source: 'port = "5432"',
    });
  });

  test.each([
    ['a = 1\nb = [1,\n c = 2\n', 'zinit.toml:3:2 error toml-syntax'],
    ['[services.a]\nexec = "x"\nexec = "y"\n', 'zinit.toml:3:1 error toml-syntax'],
    ['[services.a]\nexec = "x', 'zinit.toml:2:10 error toml-syntax'],
    ['# nothing\n', 'error no-services'],
    ['services = 3\n', 'zinit.toml:1:12 error wrong-type'],
    ['[[services]]\nexec = "x"\n', 'zinit.toml:1:3 error wrong-type'],
    ['[services]\na = 1979-05-27T07:32:00Z\n', 'zinit.toml:2:5 error wrong-type'],
    ['[services.__proto__]\nexec = 1\n[services.a]\nexec = "x"\n', 'zinit.toml:1:1 error bad-name'],
    ['[services.a]\nexec = "x"\nenv = { constructor = 1 }\n', 'zinit.toml:3:9 error bad-name'],
    ['[services.a]\nexec = "x"\nwatch = ["a", 1]\n', 'zinit.toml:3:15 error wrong-type'],
    ['[services.a]\nexec = "x"\nhealth = []\n', 'zinit.toml:3:10 error wrong-type'],
  ])('%j', async (text, expected) => expect(brief(await load({ 'zinit.toml': text }))).toEqual([expected]));

  test('a syntax error hides no mistake in the Procfile', async () => {
    const project = await load({ 'zinit.toml': '[', Procfile: 'web: a\nweb: b\n' });
    expect(brief(project)).toEqual(['zinit.toml:1:2 error toml-syntax', 'Procfile:2:1 error duplicate-name']);
  });

  test('a wrong value of one key is not reported again for another key that refers to it', async () => {
    const text =
      '[services.a]\nexec = "x"\nport = 0\nurl = "http://localhost:$PORT"\nhealth = { type = "tcp", target = "h:$PORT" }\n';
    expect(brief(await load({ 'zinit.toml': text }))).toEqual(['zinit.toml:3:8 error bad-value']);
  });

  test('overlapping cycles are separated, and services that only depend on one are not blamed', async () => {
    const table = (name: string, requires: string) => `[services.${name}]\nexec = "x"\nrequires = ${requires}\n`;
    const text = [
      ['tail', '["a"]'],
      ['a', '["b"]'],
      ['b', '["c"]'],
      ['c', '["a"]'],
      ['p', '["q"]'],
      ['q', '["p"]'],
    ];
    const project = await load({ 'zinit.toml': text.map(([name, requires]) => table(name!, requires!)).join('') });
    expect(project.diagnostics.map(({ message }) => message)).toEqual(['a cycle: a → b → c → a', 'a cycle: p → q → p']);
  });

  test('ten thousand services in a chain are not a cycle', async () => {
    const table = (n: number) => `[services.s${n}]\nexec = "x"\n${n > 0 ? `requires = ["s${n - 1}"]\n` : ''}`;
    const count = 2000;
    const project = await load({
      'zinit.toml': Array.from({ length: count }, (_, n) => table(count - 1 - n)).join(''),
    });
    expect(project.diagnostics).toEqual([]);
  });
});

describe('a project of zinit.toml and Procfile', () => {
  const shop = () => loadProject({ cwd: fixture('shop'), environ: {} });

  test('the Procfile gives the commands, and the tables add to them', async () => {
    const project = await shop();
    expect(project.diagnostics).toEqual([]);
    expect(project).toMatchObject({ name: 'shop', autoReload: true, bareProcfile: false });
    expect(project.files).toEqual(['zinit.toml', 'Procfile', 'shop.env']);
    expect(project.services.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'web service',
      'worker service',
      'db service',
      'migrate oneshot',
      'mail service',
      'all target',
    ]);
    expect(service(project, 'web')).toMatchObject({
      exec: 'puma',
      requires: ['db'],
      url: 'http://localhost:5000/',
      env: {
        PORT: '5000',
        PS: 'web.1',
        COLOR: 'red',
        LOG_LEVEL: 'info',
        REGION: 'eu',
        DATABASE_URL: 'postgres://localhost:15432/shop',
        SELF: 'http://localhost:5000$PORTAL',
      },
      health: { type: 'http', target: 'http://localhost:5000/', intervalMs: 500, expectStatus: 204, timeoutMs: 5000 },
      lifecycle: { stopTimeoutMs: 2000, restart: 'on-failure', stopSignal: 'SIGTERM' },
      watch: { paths: [fixture('shop/app'), fixture('shop/lib/*.rb')], ignore: [], debounceMs: 8, action: 'restart' },
    });
    expect(service(project, 'worker').env['PORT']).toBe('5100');
  });

  test('a port is exported, checked before the start and implies a tcp check, but not for a oneshot', async () => {
    const project = await shop();
    const db = service(project, 'db');
    expect(db).toMatchObject({
      port: 15432,
      env: { PORT: '15432' },
      health: { type: 'tcp', target: 'localhost:15432' },
    });
    expect(db.health).not.toHaveProperty('expectStatus');
    expect(service(project, 'migrate')).not.toHaveProperty('health');
    expect(service(project, 'migrate').lifecycle).toMatchObject({ restart: 'never', stopSignal: 'SIGINT' });
    expect(service(project, 'web')).not.toHaveProperty('port');
  });

  test('in a command only references to other services are expanded', async () => {
    const mail = service(await shop(), 'mail');
    expect(mail.health?.target).toBe('check $PORT 5100');
    expect(mail.watch).toMatchObject({ action: 'signal', signal: 'SIGUSR1', ignore: ['*.log'] });
    expect(mail.logging).toEqual({ bufferLines: 1000, file: fixture('shop/mail.log') });
  });

  test('several instances share their table; a dependent of one requires all', async () => {
    const project = await loadProject({ cwd: fixture('shop'), environ: {}, formation: 'web=2' });
    expect(project.services.map(({ name }) => name)).toEqual(['web.1', 'web.2', 'db', 'migrate', 'mail', 'all']);
    expect(project.services.at(-1)?.requires).toEqual(['web.1', 'web.2', 'migrate']);
    expect(service(project, 'web.2').url).toBe('http://localhost:5001/');
    expect(project.diagnostics).toEqual([]);
    expect(service(project, 'mail').health?.target).toBe('check $PORT 5100');
  });

  test('a required process without an instance in this formation is left out, with a warning', async () => {
    const files = { Procfile: 'db: x\nweb: y\n', 'zinit.toml': '[services.web]\nrequires = ["db"]\n' };
    const project = await load(files, { formation: 'web=1' });
    expect(project.services).toMatchObject([{ name: 'web', requires: [] }]);
    expect(brief(project)).toEqual(['zinit.toml:2:13 warning not-in-formation']);
  });

  test('an exec and a port in the table take priority', async () => {
    const files = { Procfile: 'web: old\nother: x\n', 'zinit.toml': '[services.web]\nexec = "new"\nport = 7000\n' };
    const project = await load(files, { formation: 'web=2,other=1' });
    expect(service(project, 'web.2')).toMatchObject({ exec: 'new', port: 7001, env: { PORT: '7001' } });
    expect(service(project, 'other').env['OVERMIND_PROCESS_web_2_PORT']).toBe('7001');
  });

  test('procfile = false ignores the Procfile; a string names another one', async () => {
    const files = { Procfile: 'web: a\n', 'Procfile.ci': 'web: ci\n' };
    const toml = (value: string) => ({
      ...files,
      'zinit.toml': `[project]\nprocfile = ${value}\n[services.x]\nexec = "x"\n`,
    });
    expect((await load(toml('false'))).services.map(({ name }) => name)).toEqual(['x']);
    expect(service(await load(toml('"Procfile.ci"')), 'web').exec).toBe('ci');
    expect(brief(await load(toml('"Procfile.no"')))).toEqual(['Procfile.no error no-such-file']);
  });

  test('a missing exec is reported with the name of the process that was probably meant', async () => {
    const project = await load({ Procfile: 'worker: x\n', 'zinit.toml': '[services.wroker]\nrequires = []\n' });
    expect(project.diagnostics).toMatchObject([
      { code: 'missing-exec', line: 1, column: 1, hint: 'did you mean "worker"?' },
    ]);
  });

  test('legal but likely a mistake means a warning', async () => {
    const toml =
      '[services.a]\nexec = "x"\nport = 9\ndir = "no"\nenv_file = "no.env"\n[services.b]\nexec = "y"\nport = 9\n';
    expect(brief(await load({ 'zinit.toml': toml }))).toEqual([
      'zinit.toml:4:7 warning missing-directory',
      'zinit.toml:5:12 warning no-such-file',
      'zinit.toml:8:8 warning shared-port',
    ]);
  });

  test('env files of a service override those of the project and defaults; env overrides them all', async () => {
    const project = await load({
      '.env': 'A=project\nB=project\nC=project\n',
      'a.env': 'B=file\nC=file\n',
      'zinit.toml':
        '[defaults.env]\nA = "no"\nD = "default"\n[services.a]\nexec = "x"\nenv_file = ["a.env"]\nenv = { C = "own" }\n',
    });
    expect(service(project, 'a').env).toEqual({ A: 'project', B: 'file', C: 'own', D: 'default' });
  });
});
