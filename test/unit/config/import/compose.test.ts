import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../../src/config/load.ts';
import type { ProcessSpec } from '../../../../src/core/service.ts';
import { brief, makeFiles, service } from '../project.ts';

const file = 'compose.yaml';

interface Options {
  readonly docker?: boolean;
  readonly environ?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A project with this compose file, and with a docker on the PATH that is never started. */
async function compose(text: string, { docker = true, environ = {}, files = {} }: Options = {}) {
  const dir = makeFiles({ [file]: text, ...files, ...(docker ? { 'bin/docker': '' } : {}) });
  if (docker) chmodSync(join(dir, 'bin/docker'), 0o755);
  return loadProject({ cwd: dir, file, environ: { PATH: join(dir, 'bin'), ...environ } });
}

/** The service `a` of these lines, which are its keys, and what is said of it. */
async function one(lines: string, options: Options = {}) {
  const keys = lines.trim().replaceAll('\n', '\n    ');
  const project = await compose(`services:\n  a:\n    ${keys}\n  other:\n    command: y\n`, options);
  const found = brief(project).map((each) => each.replace(`${file}:`, ''));
  return { a: project.services.find(({ name }) => name === 'a') as ProcessSpec, found, project };
}

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

  test('its dependencies, as a list and with conditions', async () => {
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

describe('a service with an image runs in a container', () => {
  /** The line that starts the container. */
  const runLine = ({ exec }: ProcessSpec) => /^.*\bdocker run --rm --sig-proxy=false (.*) &$/m.exec(exec)?.[1];
  const NAME = /^--name zdev-config-?\w*-[0-9a-f]{8}-a|^--name zdev-[\w-]+-[0-9a-f]{8}-a/;

  test.each([
    ['image: i', 'i'],
    ['image: i:1\ncommand: run -x "a b"', "i:1 run -x 'a b'"],
    ['image: i\ncommand: [sh, -c, "echo $$HOME"]', "i sh -c 'echo $HOME'"],
    ['image: i\nentrypoint: [a, b]\ncommand: c', '--entrypoint a i b c'],
    ['image: i\nenvironment: { A: 1, B: "x y" }', '--env A --env B i'],
    ['image: i\nenv_file: a.env', '--env A i'],
    [
      'image: i\nports: ["80:80", "127.0.0.1:53:53/udp", 9000]',
      '--publish 80:80 --publish 127.0.0.1:53:53/udp --publish 9000 i',
    ],
    ['image: i\nports: [{ target: 80, published: 8080, host_ip: 127.0.0.1 }]', '--publish 127.0.0.1:8080:80 i'],
    [
      'image: i\nvolumes: [data:/d, /tmp/x:/x:ro, /anonymous]',
      '--volume shop_data:/d --volume /tmp/x:/x:ro --volume /anonymous i',
    ],
    [
      'image: i\nvolumes: [{ type: volume, source: kept, target: /k, read_only: true }, { type: tmpfs, target: /t }]',
      '--volume real:/k:ro --tmpfs /t i',
    ],
    ['image: i\nvolumes: [outside:/o]', '--volume outside:/o i'],
    [
      'image: i\nuser: 1000:1000\nworking_dir: /app\nprivileged: true\ninit: false',
      '--user 1000:1000 --workdir /app --privileged i',
    ],
    [
      'image: i\ncap_add: [A, B]\nlabels: { x: y }\nextra_hosts: ["h:1.2.3.4"]',
      '--cap-add A --cap-add B --label x=y --add-host h:1.2.3.4 i',
    ],
    ['image: i\nstop_signal: SIGINT', '--stop-signal SIGINT i'],
    ['image: i\nsecrets: [pw]', '--volume /tmp/pw:/run/secrets/pw:ro i'],
    ['image: i\nsecrets: [{ source: pw, target: other }]', '--volume /tmp/pw:/run/secrets/other:ro i'],
  ])('%s: %s', async (lines, expected) => {
    const keys = lines.replaceAll('\n', '\n    ');
    const volumes =
      'volumes: { data: , kept: { name: real }, outside: { external: true } }\nsecrets: { pw: { file: /tmp/pw } }\n';
    const project = await compose(`name: shop\nservices:\n  a:\n    ${keys}\n${volumes}`, {
      files: { 'a.env': 'A=a\n' },
    });
    expect(project.diagnostics).toEqual([]);
    const line = runLine(service(project, 'a'))!;
    expect(line).toMatch(NAME);
    expect(line.replace(/^--name \S+ /, '')).toBe(expected);
  });

  test('network_mode is that of docker, and nothing is added to it', async () => {
    const { a } = await one('image: i\nnetwork_mode: host');
    expect(runLine(a)).toMatch(/^--name \S+ --network host i$/);
  });

  test('what starts it, checks it and stops it', async () => {
    const { a, found } = await one(
      'image: i\nports: [80:80]\nhealthcheck: { test: "a | b" }\nstop_grace_period: 30s\nrestart: always',
    );
    expect(found).toEqual([]);
    const name = /--name (\S+)/.exec(a.exec)![1]!;
    expect(a).toMatchObject({
      port: 80,
      build: 'docker image inspect i >/dev/null 2>&1 || docker pull i',
      health: { type: 'exec', target: 'a | b', inside: ['/bin/sh', '-c', 'a | b'] },
      lifecycle: { restart: 'always', stopTimeoutMs: 30_000, stopSignal: 'SIGTERM' },
      container: {
        name,
        image: 'i',
        title: 'image i',
        ports: ['80:80'],
        hosts: ['other'],
        check: 'file',
        pull: 'missing',
      },
    });
    expect(a.exec.split('\n')).toEqual([
      `docker rm --force ${name} >/dev/null 2>&1`,
      `ended=; trap 'ended=1; docker stop -t 30 ${name} >/dev/null 2>&1' HUP INT QUIT TERM`,
      `[ "$ended" ] || exec docker run --rm --sig-proxy=false --name ${name} --add-host other:host-gateway --publish 80:80 i &`,
      'while :; do wait $!; status=$?; kill -0 $! 2>/dev/null || break; done',
      `docker rm --force ${name} >/dev/null 2>&1`,
      'exit $status',
    ]);
  });

  test.each([
    ['build: web', /^docker build --tag zdev-\S+-a:latest \S+\/web$/],
    [
      'build: { context: web, dockerfile: D, target: t, args: { A: 1 } }',
      /^docker build --tag \S+ --file \S+\/web\/D --target t --build-arg A=1 \S+\/web$/,
    ],
    ['build: .\nimage: mine', /^docker build --tag mine \S+$/],
    ['build: https://example.com/x.git#main', /^docker build --tag \S+ 'https:\/\/example.com\/x.git#main'$/],
    [
      'build: { context: ., labels: { a: b }, additional_contexts: { lib: ../lib }, no_cache: true, platforms: [linux/amd64] }',
      /--label a=b --build-context lib=\/\S+\/lib --no-cache --platform linux\/amd64 \S+$/,
    ],
    ['image: i\npull_policy: always', /^docker pull i$/],
  ])('%s is done before the start', async (lines, expected) => expect((await one(lines)).a.build).toMatch(expected));

  test('with pull_policy never, nothing is', async () => {
    expect((await one('image: i\npull_policy: never')).a.build).toBe(undefined);
  });

  test.each([
    ['image: i\ncontainer_name: x', '4:5 warning not-imported'],
    ['image: i\nsecrets: [gone]', '4:15 warning not-imported'],
    ['image: i\nnetworks: [x]', '4:5 warning not-imported'],
    ['image: i\nulimits: {}', '4:5 warning not-imported'],
    ['build: { context: ., ssh: x }', '3:26 warning not-imported'],
    ['image: i\nvolumes: [{ type: bind, source: x }]', '4:15 error missing-key'],
  ])('%s: %s', async (lines, expected) => expect((await one(lines)).found).toEqual([expected]));

  test('a line of words that goes on with an operator of the shell is a warning, and an open quote an error', async () => {
    const { a, found } = await one('image: i\ncommand: cd x && npm start');
    expect(a.container?.words).toEqual(['cd', 'x']);
    expect(found).toEqual(['4:14 warning not-imported']);
    expect((await one('image: i\ncommand: echo "a')).found).toEqual(['4:14 error bad-value']);
  });

  test('COMPOSE_PROJECT_NAME is the name of the project', async () => {
    const project = await compose(`name: shop\nservices:\n  a: { image: "r/\${COMPOSE_PROJECT_NAME}" }\n`);
    expect(service(project, 'a').container?.image).toBe('r/shop');
  });

  test('several share a network, which is removed with the last of them', async () => {
    const project = await compose('services:\n  a: { image: i }\n  b: { image: j }\n  here: { command: x }\n');
    const { exec } = service(project, 'a');
    const network = /--network (\S+)/.exec(exec)![1];
    expect(exec).toContain(`\ndocker network create ${network} >/dev/null`);
    expect(exec).toContain(`\ndocker network rm ${network} >/dev/null`);
    expect(exec).toContain(`--add-host here:host-gateway --network ${network} --network-alias a i`);
    expect(service(project, 'b').exec).toContain(`--network ${network} --network-alias b`);
  });

  test('replicas are containers of their own, which share a name in the network and a range of ports', async () => {
    const project = await compose(
      'services:\n  a: { image: i, ports: ["8080-8081:80", "90:90", "70"], deploy: { replicas: 3 } }\n',
    );
    const all = project.services.map((spec) => (spec.kind === 'target' ? null : spec));
    expect(all.map((spec) => spec?.name)).toEqual(['a.1', 'a.2', 'a.3']);
    expect(all.map((spec) => spec?.container?.name.replace(/^.*-a/, 'a'))).toEqual(['a-1', 'a-2', 'a-3']);
    expect(all.map((spec) => spec?.container?.ports)).toEqual([['8080:80', '90:90', '70'], ['8081:80', '70'], ['70']]);
    expect(all.map((spec) => spec?.port)).toEqual([8080, 8081, undefined]);
    for (const spec of all) expect(spec?.container?.network?.aliases).toEqual(['a']);
  });

  test('scale: 0 is not started; a tty, an init, other names and a signal of x-zdev are those of the container', async () => {
    expect((await one('image: i\nscale: 0')).a.status).toBe('stop');
    const { a } = await one(
      'image: i\ntty: true\ninit: false\nx-zdev: { env: { B: "2" }, lifecycle: { stop_signal: SIGINT } }',
    );
    expect(a).toMatchObject({
      tty: true,
      container: { init: false, variables: ['B'], stopSignal: 'SIGINT' },
    });
    const project = await compose(
      'services:\n  a: { image: i, networks: { x: { aliases: [other] } } }\n  b: { image: j }\n',
    );
    expect(service(project, 'a').container?.network?.aliases).toEqual(['a', 'other']);
  });

  test('develop.watch: what is built is built again, and sync is a warning', async () => {
    const watch =
      '[{ path: ./src, action: sync, target: /x, ignore: [a, b/c] }, { path: package.json, action: rebuild }]';
    const { a, found } = await one(`build: .\ndevelop: { watch: ${watch} }`);
    expect(found).toEqual(['4:39 warning not-imported']);
    expect(a.watch?.paths.map((path) => path.replace(a.dir, ''))).toEqual(['/src', '/package.json']);
    expect(a.watch).toMatchObject({ ignore: ['src/**/a', 'src/b/c'], action: 'restart' });
  });

  test('a check of x-zdev is run on this machine, and one that is switched off is not taken from the image either', async () => {
    const own = await one(
      'image: i\nhealthcheck: { test: x }\nx-zdev: { health: { type: exec, target: test -f here } }',
    );
    expect(own.a.health).toMatchObject({ type: 'exec', target: 'test -f here' });
    expect(own.a.health).not.toHaveProperty('inside');
    expect((await one('image: i\nhealthcheck: { disable: true }')).a.container?.check).toBe('file');
    expect((await one('image: i')).a.container?.check).toBe('image');
  });

  test('without an engine it is told, at the image, with the line that would run it here; what is started knows the same', async () => {
    const { project } = await one('image: node:22\ncommand: ["node", "my server.js"]', { docker: false });
    expect(service(project, 'a').container).toMatchObject({
      engines: ['docker'],
      here: `x-zdev: { exec: "node 'my server.js'" }`,
    });
    expect(project.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'no-container-engine',
        message: '"a" cannot start: it runs in a container, and docker is not on the PATH',
        hint: `install docker, podman, nerdctl; to run it on this machine: x-zdev: { exec: "node 'my server.js'" }`,
        file,
        line: 3,
        column: 5,
      },
    ]);
  });
});

test.each([
  [{ 'bin/podman': '', 'bin/nerdctl': '' }, {}, 'podman'],
  [{ 'bin/nerdctl': '' }, {}, 'nerdctl'],
  [{ 'bin/docker': '', 'bin/podman': '' }, { ZDEV_CONTAINER_ENGINE: 'podman' }, 'podman'],
])('the engine is the first on the PATH, or what ZDEV_CONTAINER_ENGINE names: %#', async (files, environ, engine) => {
  const dir = makeFiles({ [file]: 'services:\n  a: { image: i, build: . }\n', ...files });
  for (const name of Object.keys(files)) chmodSync(join(dir, name), 0o755);
  const project = await loadProject({ cwd: dir, file, environ: { PATH: join(dir, 'bin'), ...environ } });
  expect(project.diagnostics).toEqual([]);
  expect(service(project, 'a')).toMatchObject({
    build: expect.stringMatching(new RegExp(`^${engine} build `)),
    exec: expect.stringMatching(new RegExp(`^${engine} rm .*exec ${engine} run `, 's')),
  });
});

test('without an engine, what is not started with the rest is only a warning', async () => {
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
      message: 'URL of "api" names the host "db", which only containers know',
      hint: 'x-zdev: { env: { URL: … } } with localhost:5433',
    },
  ]);
});

test('variables have the values of the environment, then of .env, then their default', async () => {
  const text = `services:\n  a: { command: "x $ONE \${TWO} \${THREE:-three}" }\n`;
  const files = { '.env': 'ONE=file\nTWO=file\n' };
  const project = await compose(text, { files, environ: { ONE: 'environment' } });
  expect(service(project, 'a').exec).toBe('x environment file three');
});

test('extends takes from another file, and what is for the whole file is told where it is lost', async () => {
  const files = { 'base.yaml': 'services:\n  base: { command: base, environment: { A: base } }\n' };
  const text = `configs: {}
services:
  a: { extends: { file: base.yaml, service: base }, environment: [B=own] }
`;
  const project = await compose(text, { files });
  expect(brief(project)).toEqual([`${file}:1:1 warning not-imported`]);
  expect(service(project, 'a')).toMatchObject({ exec: 'base', env: { A: 'base', B: 'own' } });
});
