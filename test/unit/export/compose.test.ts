import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Exported } from '../../../src/export/format.ts';
import { exported, exportedToml, textOf } from './rig.ts';

const SHOP = `
[defaults]
image = "shop:1"
[services.db]
exec = "postgres"
image = "postgres:16"
port = 5432
[services.migrate]
exec = "migrate"
oneshot = true
requires = ["db"]
[services.api]
exec = "echo $HOME"
port = 3000
description = "costs $5"
url = "http://localhost:3000/"
requires = ["data"]
after = ["logger"]
wants = ["metrics"]
tty = true
env = { DATABASE_URL = "postgres://u@127.0.0.1:5432/x?o=localhost:3000", OTHER = "notlocalhost:5432 localhost:54321" }
lifecycle = { stop_signal = "int", stop_timeout_ms = 2500, restart = "always", on_dependency_restart = "restart" }
health = { type = "http", target = "http://localhost:3000/healthz", interval_ms = 1500, retries = 2 }
[services.logger]
exec = "logger"
lifecycle = { max_restarts = 0 }
health = { type = "log", target = "ready" }
[services.metrics]
exec = "metrics"
lifecycle = { restart = "never" }
[services.old]
exec = "old"
status = "stop"
[targets.data]
requires = ["migrate", "db"]
`;

/** The schema of the Compose specification, which the linter dclint carries. Its formats are those of Go, unknown to JSON Schema. */
const require = createRequire(import.meta.url);
const dclint = dirname(require.resolve('dclint/package.json'));
const { $schema: _, ...schema } = JSON.parse(readFileSync(join(dclint, 'schemas/compose.schema.json'), 'utf8'));
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(schema);

function read(made: Exported) {
  const file = parse(textOf(made, 'compose.yaml'));
  expect(isCompose(file) ? [] : isCompose.errors).toEqual([]);
  return file;
}

describe('compose.yaml', () => {
  test('the schema refuses what is no Compose file', () => {
    expect(isCompose({ services: { a: { image: 'x', depends_on: { b: { condition: 'ready' } } } } })).toBe(false);
  });

  test('a service with all that it has', async () => {
    const made = await exportedToml('compose', SHOP);
    const { name, services } = read(made);
    expect(name).toBe('shop');
    expect(services.api).toMatchObject({
      'x-description': 'costs $$5',
      'x-url': 'http://localhost:3000/',
      image: 'shop:1',
      init: true,
      command: ['/bin/sh', '-c', 'echo $$HOME'],
      ports: ['3000:3000'],
      healthcheck: {
        test: ['CMD-SHELL', expect.stringContaining('http://localhost:3000/healthz')],
        interval: '1500ms',
        timeout: '5000ms',
        retries: 2,
        start_period: '30000ms',
      },
      restart: 'always',
      tty: true,
      stop_signal: 'SIGINT',
      stop_grace_period: '2500ms',
    });
    expect(services.db.image).toBe('postgres:16');
  });

  test('dependents wait as in zdev, also for what is behind a target', async () => {
    const { services } = read(await exportedToml('compose', SHOP));
    expect(services.api.depends_on).toEqual({
      db: { condition: 'service_healthy', restart: true },
      migrate: { condition: 'service_completed_successfully', restart: true },
      logger: { condition: 'service_started', required: false },
    });
    expect(services.migrate.depends_on).toEqual({ db: { condition: 'service_healthy' } });
    expect(services.logger).not.toHaveProperty('healthcheck');
  });

  test('what want each other do not wait for each other, which Compose would call a cycle', async () => {
    const table = (name: string, other: string) =>
      `[services.${name}]\nexec = "x"\nimage = "i"\nwants = ["${other}"]\n`;
    const { services } = read(await exportedToml('compose', `${table('a', 'b')}${table('b', 'a')}`));
    for (const name of ['a', 'b']) expect(services[name]).not.toHaveProperty('depends_on');
  });

  test('restart policies, and services that do not start', async () => {
    const { services } = read(await exportedToml('compose', SHOP));
    expect([services.db.restart, services.migrate.restart, services.logger.restart, services.metrics.restart]).toEqual([
      'on-failure:10',
      'no',
      'on-failure',
      'no',
    ]);
    expect(services.old.profiles).toEqual(['on-demand']);
    expect(services.db).not.toHaveProperty('profiles');
  });

  test('a profile hides nothing that another service depends on', async () => {
    const toml =
      '[services.a]\nexec = "x"\nimage = "a"\nstatus = "stop"\n[services.b]\nexec = "x"\nimage = "b"\nrequires = ["a"]';
    expect(read(await exportedToml('compose', toml)).services.a).not.toHaveProperty('profiles');
  });

  test('localhost in the environment becomes the service that has the port, and that is said', async () => {
    const made = await exportedToml('compose', SHOP);
    const { environment } = read(made).services.api;
    expect(environment).toEqual({
      PORT: '3000',
      DATABASE_URL: 'postgres://u@db:5432/x?o=localhost:3000',
      OTHER: 'notlocalhost:5432 localhost:54321',
    });
    expect(made.warnings).toContain('env (api): DATABASE_URL has db:5432 instead of 127.0.0.1:5432');
  });

  test('a service without an image is left out, and so is the wait for it; without any image there is an error', async () => {
    const toml =
      '[services.db]\nexec = "x"\nport = 5432\n[services.api]\nexec = "x"\nimage = "a"\nrequires = ["db"]\nenv = { DB = "localhost:5432" }';
    const made = await exportedToml('compose', toml);
    expect(Object.keys(read(made).services)).toEqual(['api']);
    expect(made.warnings).toEqual([
      'db: left out, because they have no image',
      'db: nothing waits for services that are left out',
      'env (api): DB names localhost:5432, but "db" is not in a container',
    ]);
    const none = await exportedToml('compose', '[services.a]\nexec = "x"');
    expect(none).toMatchObject({ files: [], refused: { hint: expect.stringContaining('[defaults]') } });
  });

  test('names and values that YAML 1.1 takes for something else stay texts', async () => {
    const env = 'NO = "no", y = "12:30", ON = "0o17", N = "~"';
    const made = await exportedToml('compose', `[services.a]\nexec = "x"\nimage = "a"\nenv = { ${env} }`);
    const { services } = parse(textOf(made), { version: '1.1' });
    expect(services.a.environment).toEqual({ NO: 'no', y: '12:30', ON: '0o17', N: '~' });
  });

  test('the name of the project is one that Compose takes', async () => {
    const made = await exportedToml('compose', '[services.a]\nexec = "x"\nimage = "a"');
    for (const name of ['My Shop 2.0', '_x', '…', '-a.b']) {
      expect(read(await exported('compose', { ...made.project, name })).name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
    }
  });
});
