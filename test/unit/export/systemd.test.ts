import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import type { Exported } from '../../../src/export/format.ts';
import { needs } from '../../helpers/needs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { freePort } from '../../helpers/zdev-text.ts';
import { readIni, systemdCommand } from './readers.ts';
import { exported, exportedToml, textOf } from './rig.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

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
description = "100% of the API"
url = "http://localhost/50%"
requires = ["migrate"]
after = ["logger"]
wants = ["metrics", "shop"]
conflicts = ["old"]
lifecycle = { restart_delay_ms = 1500, max_restarts = 2, stability_period_ms = 500, stop_signal = "int", stop_timeout_ms = 2500, on_dependency_restart = "restart" }
[services.logger]
exec = "logger"
lifecycle = { restart = "always", max_restarts = 0 }
health = { type = "log", target = "ready" }
[services.metrics]
exec = "metrics"
lifecycle = { restart = "never" }
[services.old]
exec = "old"
status = "stop"
[targets.shop]
requires = ["api", "db"]
after = ["metrics"]
`;

function keys(made: Exported, unit: string, section: 'Unit' | 'Service' | 'Install') {
  const entries = readIni(textOf(made, unit), section);
  return Object.fromEntries([...entries].map(([key, values]) => [key, values.join(' | ')]));
}

describe('user units of systemd', () => {
  test('one for the project, each service and each target', async () => {
    const made = await exportedToml('systemd', SHOP);
    expect(made.files.map(({ path }) => path)).toEqual([
      'shop.target',
      ...['db', 'migrate', 'api', 'logger', 'metrics', 'old'].map((name) => `shop-${name}.service`),
      'shop-shop.target',
    ]);
  });

  test('the graph is that of the project; services that do not start are not among its wants', async () => {
    const made = await exportedToml('systemd', SHOP);
    expect(keys(made, 'shop-api.service', 'Unit')).toMatchObject({
      Description: '100%% of the API',
      Documentation: 'http://localhost/50%%',
      PartOf: 'shop.target',
      Requires: 'shop-migrate.service',
      BindsTo: 'shop-migrate.service',
      After: 'shop-migrate.service shop-logger.service',
      Wants: 'shop-metrics.service shop-shop.target',
      Conflicts: 'shop-old.service',
    });
    expect(keys(made, 'shop-shop.target', 'Unit')).toMatchObject({
      Requires: 'shop-api.service shop-db.service',
      After: 'shop-api.service shop-db.service shop-metrics.service',
    });
    const { Wants } = keys(made, 'shop.target', 'Unit');
    expect(Wants?.split(' ')).toEqual(made.files.slice(1).flatMap(({ path }) => (path.includes('old') ? [] : [path])));
    expect(keys(made, 'shop.target', 'Install')).toEqual({ WantedBy: 'default.target' });
  });

  test('restarts, limits and the end', async () => {
    const made = await exportedToml('systemd', SHOP);
    expect(keys(made, 'shop-api.service', 'Unit')).toMatchObject({ StartLimitIntervalSec: '4', StartLimitBurst: '3' });
    expect(keys(made, 'shop-api.service', 'Service')).toMatchObject({
      Type: 'exec',
      ExecStartPre: '/bin/sh -c "make"',
      Restart: 'on-failure',
      RestartForceExitStatus: 'SIGHUP SIGINT SIGTERM SIGPIPE',
      RestartSec: '1500ms',
      KillSignal: 'SIGINT',
      TimeoutStartSec: '30',
      TimeoutStopSec: '2500ms',
    });
    expect(keys(made, 'shop-logger.service', 'Unit')['StartLimitIntervalSec']).toBe('0');
    expect(keys(made, 'shop-logger.service', 'Service')['Restart']).toBe('always');
    expect(keys(made, 'shop-metrics.service', 'Service')['Restart']).toBe('no');
    const migrate = keys(made, 'shop-migrate.service', 'Service');
    expect(migrate).toMatchObject({ Type: 'oneshot', RemainAfterExit: 'yes', Restart: 'no' });
    expect(migrate).not.toHaveProperty('TimeoutStartSec');
  });

  test('a oneshot is never told to restart always, which systemd refuses', async () => {
    const made = await exportedToml(
      'systemd',
      '[services.a]\nexec = "x"\noneshot = true\nlifecycle = { restart = "always" }',
    );
    expect(keys(made, 'shop-a.service', 'Service')['Restart']).toBe('on-failure');
  });

  test('what is lost is said, with the services that ask for it', async () => {
    const { warnings } = await exportedToml('systemd', SHOP);
    expect(warnings).toEqual(['health.type = "log" (logger): dependents start as soon as the command has been run']);
    const more = await exportedToml(
      'systemd',
      '[services.a]\nexec = "x"\ntty = true\nwatch = ["."]\nurl = "shop:1"\nenv = { "a.b" = "1" }\nlogging = { file = "a.log" }',
    );
    expect(more.warnings.map((text) => text.replace(/:.*/, ''))).toEqual([
      'tty (a)',
      'watch (a)',
      'logging.file (a)',
      'url (a)',
      'env (a)',
    ]);
  });

  test('a directory that a unit cannot hold is left out, with a warning', async () => {
    const name = 'ends with a backslash\\';
    const made = await exportedToml('systemd', `[services.a]\nexec = "x"\ndir = ${JSON.stringify(name)}`, {
      [`${name}/x`]: '',
    });
    expect(keys(made, 'shop-a.service', 'Service')).not.toHaveProperty('WorkingDirectory');
    expect(made.warnings.join()).toContain('dir (a): left out');
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  test('systemd itself finds nothing wrong with them', needs(analyze, 'there is no systemd-analyze'), async () => {
    const hostile = `[services.odd]\nexec = ${JSON.stringify(`echo "$HOME" '100%' \\ ; \n exit # é`)}\nenv = { ODD = ${JSON.stringify(`a "b" 'c' $d %e \\ \n`)} }\n`;
    for (const made of [
      await exportedToml('systemd', SHOP),
      await exportedToml('systemd', hostile),
      ...(await Promise.all(examples().map(async (project) => exported('systemd', await project)))),
    ]) {
      const dir = tempDir();
      for (const { path, text } of made.files) writeFileSync(join(dir, path), text);
      const runtime = join(dir, 'runtime');
      mkdirSync(runtime, { mode: 0o700 });
      const { status, stdout, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--user', ...made.files.map(({ path }) => join(dir, path))],
        { env: { ...process.env, XDG_RUNTIME_DIR: runtime }, encoding: 'utf8' },
      );
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
    }
  });
});

function examples() {
  return ['examples/shop/zinit.toml', 'zinit.toml.example', 'Procfile.example'].map((file) =>
    loadProject({ cwd: root, file, environ: {} }),
  );
}

describe('what waits until a service is ready', () => {
  const canConnect = ['nc', 'bash'].some((tool) => spawnSync(tool, ['--help']).error === undefined);

  test(
    'ends when the port takes connections, and not before',
    needs(canConnect, 'there is neither nc nor bash'),
    async () => {
      const port = await freePort();
      const wait = waiting(await exportedToml('systemd', `[services.a]\nexec = "x"\nport = ${port}`));
      await until(() => existsSync(wait.slept), { what: 'a look in vain' });
      expect(wait.child.exitCode).toBe(null);
      const server = createServer((socket) => socket.destroy()).listen(port, 'localhost');
      expect(await wait.ended).toBe(0);
      server.close();
    },
  );

  test('gives up when the process is gone', async () => {
    const { pid } = spawnSync('true');
    const toml = '[services.a]\nexec = "x"\nhealth = { type = "exec", target = "false" }';
    expect(await waiting(await exportedToml('systemd', toml), pid).ended).toBe(1);
  });

  test('an exec check may exit, and may contain quotes', async () => {
    const target = JSON.stringify(`test "it's" != "$0" && exit 0`);
    const toml = `[services.a]\nexec = "x"\nhealth = { type = "exec", target = ${target} }`;
    expect(await waiting(await exportedToml('systemd', toml)).ended).toBe(0);
  });
});

/** Runs `ExecStartPost` as systemd would. `slept` is a file that is there once it has waited. */
function waiting(made: Exported, mainPid = process.pid) {
  const dir = tempDir();
  const slept = join(dir, 'slept');
  writeFileSync(join(dir, 'sleep'), `#!/bin/sh\ntouch '${slept}'\nPATH=$REAL_PATH exec sleep "$@"\n`, { mode: 0o755 });
  const { ExecStartPost = '' } = keys(made, 'shop-a.service', 'Service');
  const [file, ...args] = systemdCommand(ExecStartPost);
  const real = process.env['PATH'] ?? '';
  const env = { PATH: `${dir}:${real}`, REAL_PATH: real, MAINPID: String(mainPid) };
  const child = spawn(file!, args, { env, stdio: 'inherit' });
  return { child, slept, ended: once(child, 'exit').then(([code]) => code as number) };
}
