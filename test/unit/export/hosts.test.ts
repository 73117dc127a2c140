import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'fast-plist';
import { describe, expect, test } from 'vitest';
import { parseProcfile } from '../../../src/config/procfile.ts';
import { tempDir } from '../../helpers/temp.ts';
import { load } from '../config/project.ts';
import { readIni } from './readers.ts';
import { exported, exportedToml, textOf } from './rig.ts';

const SHOP = `
[services.db]
exec = "postgres"
port = 5432
[services.migrate]
exec = "migrate"
oneshot = true
requires = ["db"]
[services.api]
exec = "api"
build = "make"
description = "The API"
url = "http://localhost/"
requires = ["data"]
after = ["logger", "old"]
wants = ["logger"]
lifecycle = { restart = "always", restart_delay_ms = 2500, max_restarts = 2, stability_period_ms = 500, stop_signal = "int", stop_timeout_ms = 2500 }
[services.logger]
exec = "logger"
lifecycle = { restart = "never" }
logging = { file = "logger.log" }
[services.old]
exec = "old"
status = "stop"
[targets.data]
requires = ["migrate", "db"]
`;

describe('launchd', () => {
  test('a property list for each service', async () => {
    const made = await exportedToml('launchd', SHOP);
    const agent = (name: string) => parse(textOf(made, `shop.${name}.plist`));
    expect(agent('api')).toEqual({
      Label: 'shop.api',
      ProgramArguments: ['/bin/sh', '-c', 'api'],
      WorkingDirectory: made.project.dir,
      EnvironmentVariables: {},
      RunAtLoad: true,
      KeepAlive: true,
      ThrottleInterval: 3,
      ExitTimeOut: 3,
    });
    expect(agent('db')).toMatchObject({ EnvironmentVariables: { PORT: '5432' }, KeepAlive: { SuccessfulExit: false } });
    expect(agent('logger')).not.toHaveProperty('KeepAlive');
    expect(agent('logger').StandardOutPath).toBe(join(made.project.dir, 'logger.log'));
    expect(agent('old').RunAtLoad).toBe(false);
    expect(made.warnings.find((text) => text.startsWith('requires'))).toContain('(migrate, api)');
  });
});

describe('a Procfile', () => {
  test('is read back as the same commands', async () => {
    const made = await exportedToml(
      'procfile',
      `${SHOP}[services.sub]\nexec = "x"\ndir = "a dir"\nenv = { A = "b c" }`,
      {
        'a dir/x': '',
      },
    );
    const text = textOf(made, 'Procfile');
    const { entries, problems } = parseProcfile({ file: 'Procfile', text });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(entries.map(({ name, command }) => [name, command]))).toEqual({
      db: 'export PORT=5432; postgres',
      migrate: 'migrate',
      api: 'api',
      logger: 'logger',
      sub: "cd 'a dir' || exit 1; export A='b c'; x",
    });
    expect(text).toContain('# The API\n# http://localhost/\napi: api\n');
    expect(text).toContain('# old: old\n');
  });

  test('of a Procfile is that Procfile: what .env and the tool give is not repeated', async () => {
    const Procfile = 'web: serve -p $PORT\nworker: work\n';
    const project = await load({ Procfile, '.env': 'SECRET=1\n' });
    expect(await exported('procfile', project)).toEqual({
      files: [{ path: 'Procfile', text: Procfile }],
      warnings: [],
    });
  });

  test('instances have names that a Procfile allows', async () => {
    const made = await exported('procfile', await load({ Procfile: 'web: x\n' }, { formation: 'web=2' }));
    expect(textOf(made)).toBe('web-1: x\nweb-2: x\n');
    expect(made.warnings).toHaveLength(2);
  });
});

describe('supervisord', () => {
  test('a program for each service and a group for the project', async () => {
    const made = await exportedToml('supervisord', SHOP);
    const text = textOf(made, 'shop.conf');
    const program = (name: string) => Object.fromEntries(readIni(text, `program:shop-${name}`));
    expect(program('api')).toMatchObject({
      command: ['/bin/sh -c api'],
      directory: [made.project.dir],
      autostart: ['true'],
      autorestart: ['true'],
      startretries: ['2'],
      stopsignal: ['INT'],
      stopwaitsecs: ['3'],
    });
    expect(program('db')).toMatchObject({ environment: ['PORT="5432"'], autorestart: ['unexpected'] });
    expect(program('migrate')).toMatchObject({ startsecs: ['0'], autorestart: ['false'] });
    expect(program('old')['autostart']).toEqual(['false']);
    expect(readIni(text, 'group:shop').get('programs')).toEqual(['shop-db,shop-migrate,shop-api,shop-logger,shop-old']);
    const priorities = ['db', 'migrate', 'api'].map((name) => Number(program(name)['priority']));
    expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
  });

  test('a signal that it does not know is left out, with a warning', async () => {
    const made = await exportedToml('supervisord', '[services.a]\nexec = "x"\nlifecycle = { stop_signal = "WINCH" }');
    expect(textOf(made)).not.toContain('stopsignal');
    expect(made.warnings).toEqual([expect.stringContaining('SIGWINCH')]);
  });
});

describe('upstart', () => {
  test('a job starts when its dependencies are there', async () => {
    const made = await exportedToml('upstart', SHOP);
    const job = (name: string) => textOf(made, `shop-${name}.conf`).split('\n');
    expect(job('db')).toContain('start on (started shop)');
    expect(job('migrate')).toEqual(expect.arrayContaining(['start on (started shop-db)', 'task']));
    expect(job('api')).toContain(
      'start on (stopped shop-migrate RESULT=ok and started shop-db and started shop-logger)',
    );
    expect(job('api')).toEqual(
      expect.arrayContaining([
        'respawn',
        'respawn limit 2 6',
        'kill signal INT',
        'kill timeout 3',
        'post-stop exec sleep 2.5',
      ]),
    );
    const order = await exportedToml('upstart', `${SHOP}[services.last]\nexec = "x"\nafter = ["migrate"]`);
    expect(textOf(order, 'shop-last.conf')).toContain('start on (started shop-migrate)\n');
    expect(job('api')).not.toContain('normal exit 0');
    expect(job('db')).toContain('normal exit 0');
    expect(job('old').join()).not.toContain('start on');
    expect(job('logger')).not.toContain('respawn');
    expect(textOf(made, 'shop-db.conf')).toMatch(
      /post-start script\ncd [^\n]*\nexport PORT=5432;\nuntil .*5432.*; do sleep 0.1; done\nend script/s,
    );
  });
});

describe('runit', () => {
  /** Writes an export, with an `sv` that notes how it is called and does as it is told. */
  async function installed(toml: string, sv = 'exit 0') {
    const made = await exportedToml('runit', toml);
    const dir = tempDir();
    for (const { path, text, executable } of made.files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
      if (executable) chmodSync(join(dir, path), 0o755);
    }
    const bin = join(dir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'sv'), `#!/bin/sh\necho "sv $@"\n${sv}\n`, { mode: 0o755 });
    writeFileSync(join(bin, 'chpst'), '#!/bin/sh\n[ "$1" = -P ] && shift && exec "$@"\n', { mode: 0o755 });
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\necho "sleep $@"\n', { mode: 0o755 });
    const run = (service: string, script: string, ...args: string[]) => {
      const env = { PATH: `${bin}:${process.env['PATH']}` };
      const at = join(dir, `shop-${service}`);
      return spawnSync(join(at, script), args, { cwd: at, env, encoding: 'utf8' });
    };
    return { made, run };
  }

  test('a service starts its dependencies, and waits until they are there', async () => {
    const toml =
      '[services.db]\nexec = "x"\n[services.log]\nexec = "y"\n[services.a]\nexec = "echo up"\nrequires = ["db"]\nwants = ["log"]';
    const { run } = await installed(toml);
    expect(run('a', 'run').stdout).toBe('sv up ../shop-log\nsv start ../shop-db\nup\n');
    const failing = await installed(toml, '[ "$1" = up ]');
    expect(failing.run('a', 'run')).toMatchObject({ status: 1, stdout: 'sv up ../shop-log\nsv start ../shop-db\n' });
  });

  test('a oneshot is there once it has succeeded, and stays', async () => {
    const { run } = await installed(
      '[services.m]\nexec = "echo migrated; exit $FAIL"\noneshot = true\nenv = { FAIL = "0" }',
    );
    expect(run('m', 'check').status).toBe(1);
    expect(run('m', 'run').stdout).toBe('migrated\nsleep 2147483647\n');
    expect(run('m', 'check').status).toBe(0);
    const again = await installed('[services.m]\nexec = "test ! -e once || exit 4; touch once"\noneshot = true');
    expect([again.run('m', 'run').status, again.run('m', 'check').status]).toEqual([0, 0]);
    expect([again.run('m', 'run').status, again.run('m', 'check').status]).toEqual([4, 1]);
    const failing = await installed('[services.m]\nexec = "exit 3"\noneshot = true');
    expect(failing.run('m', 'run')).toMatchObject({ status: 3, stdout: '' });
    expect(failing.run('m', 'check').status).toBe(1);
  });

  test('the restart policy decides what follows an end', async () => {
    const table = (name: string, policy: string) =>
      `[services.${name}]\nexec = "x"\nlifecycle = { restart = "${policy}", restart_delay_ms = 3000 }\n`;
    const { run } = await installed(
      `${table('always', 'always')}${table('failure', 'on-failure')}${table('never', 'never')}`,
    );
    expect(run('always', 'finish', '0').stdout).toBe('sleep 2\n');
    expect(run('failure', 'finish', '0').stdout).toBe('sv down .\n');
    expect(run('failure', 'finish', '1').stdout).toBe('sleep 2\n');
    expect(run('never', 'finish', '-1').stdout).toBe('sv down .\n');
  });

  test('the rest of a directory', async () => {
    const { made, run } = await installed(
      `${SHOP}[services.ok]\nexec = "x"\nhealth = { type = "exec", target = "test $A = b" }\nenv = { A = "b" }`,
    );
    const paths = made.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['shop-old/down', 'shop-api/control/t', 'shop-api/log/run']));
    expect(textOf(made, 'shop-api/control/t')).toBe('#!/bin/sh\nexec kill -s INT -- "-$(cat supervise/pid)"\n');
    expect(textOf(made, 'shop-api/run')).toContain('/bin/sh -c make || exit\nexec /bin/sh -c api\n');
    expect(run('ok', 'check').status).toBe(0);
  });
});
