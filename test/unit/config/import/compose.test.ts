import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../../src/config/load.ts';
import type { ProcessSpec } from '../../../../src/core/service.ts';
import { brief, makeFiles, service } from '../project.ts';
import { compose, file, one } from './compose-project.ts';

describe('a service with a command and no image runs here', () => {
  test.each<[string, Partial<ProcessSpec> | Record<string, unknown>]>([
    ['command: x\nstop_grace_period: 0s', { lifecycle: { stopTimeoutMs: 0 } }],
    ['command: npm run dev', { exec: 'npm run dev', lifecycle: { restart: 'never', stopTimeoutMs: 10_000 } }],
    ['command: [sh, -c, "a b"]', { exec: "sh -c 'a b'" }],
    ['entrypoint: [node]\ncommand: [x.js, "1 2"]', { exec: "node x.js '1 2'" }],
    ['command: x\nenvironment: { A: 1, B: "two", C: }', { env: { A: '1', B: 'two' } }],
    ['command: x\nenvironment: [A=1=2, FROM]', { env: { A: '1=2', FROM: 'outside' } }],
    [
      'command: x\nenv_file: [a.env, { path: b.env, required: false }]\nenvironment: { OWN: own }',
      {
        env: { A: 'a', BOTH: 'b', OWN: 'own' },
      },
    ],
    ['command: x\nenv_file: [{ path: gone.env, required: false }, a.env]', { env: { A: 'a' } }],
    ['command: x\nports: ["127.0.0.1:3000:80", 9000]', { port: 3000, env: { PORT: '3000' } }],
    ['command: x\nports: [{ target: 80, published: "3001", protocol: tcp }]', { port: 3001 }],
    ['command: x\nports: ["53:53/udp", "8000-8005:80-85"]', { port: 8000 }],
    ['command: x\nrestart: always', { lifecycle: { restart: 'always', maxRestarts: 0 } }],
    ['command: x\nrestart: unless-stopped', { lifecycle: { restart: 'always' } }],
    ['command: x\nrestart: on-failure:3', { lifecycle: { restart: 'on-failure', maxRestarts: 3 } }],
    ['command: x\nrestart: "no"', { lifecycle: { restart: 'never' } }],
    ['command: x\nrestart: no', { lifecycle: { restart: 'never' } }],
    [
      'command: x\nstop_signal: SIGQUIT\nstop_grace_period: 1m',
      {
        lifecycle: { stopSignal: 'SIGQUIT', stopTimeoutMs: 60_000 },
      },
    ],
    ['command: x\nprofiles: [tools]', { status: 'stop' }],
    ['command: x\nprofiles: [dev]', { status: 'start' }],
    ['command: x\nworking_dir: sub', { dir: expect.stringMatching(/\/sub$/) }],
    [
      'command: x\nhealthcheck: { test: curl -f localhost, interval: 5s, timeout: 2s, retries: 2 }',
      {
        health: { type: 'exec', target: 'curl -f localhost', intervalMs: 5000, timeoutMs: 2000, retries: 2 },
      },
    ],
    [
      'command: x\nhealthcheck: { test: [CMD, test, -f, "a b"] }',
      {
        health: { target: "test -f 'a b'", intervalMs: 30_000, timeoutMs: 30_000, retries: 3 },
      },
    ],
    [
      'command: x\nhealthcheck: { test: [CMD-SHELL, "a && b"], start_period: 1m, start_interval: 1s, retries: 1 }',
      {
        health: { target: 'a && b', startPeriodMs: 0 },
        lifecycle: { startTimeoutMs: 120_000 },
      },
    ],
    ['command: x\nx-other: 1\nextends: other', { exec: 'x' }],
    [
      'x-zdev: { exec: y, watch: [src], env: { A: "1" } }\nimage: i\nenvironment: { B: b }',
      {
        exec: 'y',
        env: { A: '1', B: 'b' },
        watch: expect.objectContaining({ action: 'restart' }),
      },
    ],
  ])('%s', async (lines, expected) => {
    const files = { 'a.env': 'A=a\nBOTH=a\n', 'b.env': 'BOTH=b\n', 'sub/x': '' };
    const environ = { FROM: 'outside', COMPOSE_PROFILES: 'dev' };
    const { a, found } = await one(lines, { files, environ, docker: false });
    expect(found.filter((each) => !lines.includes('image') || !each.startsWith('4:'))).toEqual([]);
    expect(a).toMatchObject(expected);
  });

  test.each([
    ['healthcheck: { test: [NONE] }'],
    ['healthcheck: { disable: true, test: x }'],
  ])('%s: no check', async (lines) => expect((await one(`command: x\n${lines}`)).a.health).toBe(undefined));

  test.each([
    ['command: x\nvolumes: [".:/app"]', '4:5 warning not-imported'],
    ['command: x\nuser: root', '4:5 warning not-imported'],
    ['command: x\nenv_file: [a.env, gone.env]', '4:23 warning no-such-file'],
    ['command: x\nenv_file: [{ path: gone.env }]', '4:24 warning no-such-file'],
    ['command: x\nworking_dir: /nowhere/at/all', '4:5 warning not-imported'],
    ['command: x\nnetworks: [a]', '4:5 warning not-imported'],
    ['command: x\ndeploy: { resources: { limits: { cpus: 1 } } }', '4:38 warning not-imported'],
    [
      'command: x\ndevelop: { watch: [{ path: src, action: rebuild, exec: { command: y } }] }',
      '4:54 warning not-imported',
    ],
    ['command: x\nsecrets: [s]', '4:5 warning not-imported'],
    ['command: x\nstdin_open: true', '4:5 warning not-imported'],
    ['command: x\nenviroment: {}', '4:5 warning unknown-key'],
    ['command: x\nrestart: maybe', '4:14 error bad-value'],
    ['command: x\nports: [web]', '4:13 error bad-port'],
    ['command: x\nports: ["99999:1"]', '4:13 error bad-port'],
    ['command: x\nhealthcheck: { test: [RUN, a] }', '4:26 error bad-value'],
    ['command: x\nhealthcheck: { test: a, interval: 5 }', '4:39 error bad-value'],
    ['command: x\nstop_signal: SIGFOO', '4:18 error bad-signal'],
    ['command: x\nx-zdev: { healt: 1 }', '4:15 error unknown-key'],
    ['command: x\nx-zdev: { port: http }', '4:21 error wrong-type'],
    ['command: x\ndepends_on: { other: { condition: service_healthy } }', '4:19 warning weaker-condition'],
    ['command: x\ndepends_on: { other: { condition: healthy } }', '4:39 error bad-value'],
    ['command: x\ndepends_on: [othr]', '4:18 error unknown-dependency'],
    [`command: x\nenvironment: { A: "\${GONE}" }`, '4:23 warning unset-variable'],
    ['command: x $(date)', '3:14 warning bad-interpolation'],
    ['restart: always', '2:3 error missing-exec'],
  ])('%s: %s', async (lines, expected) => expect((await one(lines)).found).toContain(expected));

  test('dependencies, as a list and with conditions', async () => {
    const project = await compose(`services:
  db: { command: db, healthcheck: { test: t } }
  seed: { command: seed, depends_on: [db] }
  log: { command: log, scale: 2 }
  api:
    command: api
    depends_on:
      db: { condition: service_healthy, restart: true }
      seed: { condition: service_completed_successfully, required: true }
      log: { condition: service_started }
`);
    expect(project.diagnostics).toEqual([]);
    expect(service(project, 'seed')).toMatchObject({ kind: 'oneshot', requires: [], after: ['db'], wants: ['db'] });
    expect(service(project, 'api')).toMatchObject({
      requires: ['db', 'seed'],
      after: ['log.1', 'log.2'],
      lifecycle: { onDependencyRestart: 'restart' },
    });
  });
});

test.each([
  [{ 'bin/podman': '', 'bin/nerdctl': '' }, {}, 'podman'],
  [{ 'bin/nerdctl': '' }, {}, 'nerdctl'],
  [{ 'bin/docker': '', 'bin/podman': '' }, { ZDEV_CONTAINER_ENGINE: 'podman' }, 'podman'],
])('the engine is the first one on the PATH, or the one that ZDEV_CONTAINER_ENGINE names: %#', async (files, environ, engine) => {
  const dir = makeFiles({ [file]: 'services:\n  a: { image: i, build: . }\n', ...files });
  for (const name of Object.keys(files)) chmodSync(join(dir, name), 0o755);
  const project = await loadProject({ cwd: dir, file, environ: { PATH: join(dir, 'bin'), ...environ } });
  expect(project.diagnostics).toEqual([]);
  expect(service(project, 'a')).toMatchObject({
    build: expect.stringMatching(new RegExp(`^${engine} build `)),
    exec: expect.stringMatching(new RegExp(`^${engine} rm .*exec ${engine} run `, 's')),
  });
});

test('without an engine, a service outside the default start is only a warning', async () => {
  const { found } = await one('profiles: [tools]\nimage: i', { docker: false });
  expect(found).toEqual(['4:5 warning no-container-engine']);
});

test('the host name of a container in the variables of a service that runs here is likely a mistake', async () => {
  const project = await compose(`services:
  db: { image: postgres, ports: ["5433:5432"] }
  api:
    command: x
    environment: { URL: "postgres://u:p@db:5432/x", OTHER: dbs, HOST: "localhost" }
`);
  expect(project.diagnostics).toMatchObject([
    {
      code: 'container-host',
      line: 5,
      message: 'URL of "api" uses the host "db", which only containers can resolve',
      hint: 'x-zdev: { env: { URL: … } } with localhost:5433',
    },
  ]);
});

test('variables have the value of the environment, else of .env, else their default', async () => {
  const text = `services:\n  a: { command: "x $ONE \${TWO} \${THREE:-three}" }\n`;
  const files = { '.env': 'ONE=file\nTWO=file\n' };
  const project = await compose(text, { files, environ: { ONE: 'environment' } });
  expect(service(project, 'a').exec).toBe('x environment file three');
});

test('extends reads another file, and reports lost top-level keys', async () => {
  const files = { 'base.yaml': 'services:\n  base: { command: base, environment: { A: base } }\n' };
  const text = `configs: {}
services:
  a: { extends: { file: base.yaml, service: base }, environment: [B=own] }
`;
  const project = await compose(text, { files });
  expect(brief(project)).toEqual([`${file}:1:1 warning not-imported`]);
  expect(service(project, 'a')).toMatchObject({ exec: 'base', env: { A: 'base', B: 'own' } });
});
