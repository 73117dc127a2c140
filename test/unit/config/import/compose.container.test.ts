import { describe, expect, test } from 'vitest';
import type { ProcessSpec } from '../../../../src/core/service.ts';
import { service } from '../project.ts';
import { compose, file, one } from './compose-project.ts';

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

  test('network_mode is passed to docker unchanged', async () => {
    const { a } = await one('image: i\nnetwork_mode: host');
    expect(runLine(a)).toMatch(/^--name \S+ --network host i$/);
  });

  test('its start, its check and its stop', async () => {
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
  ])('%s: the image is made before the start', async (lines, expected) =>
    expect((await one(lines)).a.build).toMatch(expected));

  test('with pull_policy never, nothing happens before the start', async () => {
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

  test('a shell operator after the words is a warning, and an unclosed quote is an error', async () => {
    const { a, found } = await one('image: i\ncommand: cd x && npm start');
    expect(a.container?.words).toEqual(['cd', 'x']);
    expect(found).toEqual(['4:14 warning not-imported']);
    expect((await one('image: i\ncommand: echo "a')).found).toEqual(['4:14 error bad-value']);
  });

  test('COMPOSE_PROJECT_NAME is the name of the project', async () => {
    const project = await compose(`name: shop\nservices:\n  a: { image: "r/\${COMPOSE_PROJECT_NAME}" }\n`);
    expect(service(project, 'a').container?.image).toBe('r/shop');
  });

  test('several containers share a network, which is removed with the last of them', async () => {
    const project = await compose('services:\n  a: { image: i }\n  b: { image: j }\n  here: { command: x }\n');
    const { exec } = service(project, 'a');
    const network = /--network (\S+)/.exec(exec)![1];
    expect(exec).toContain(`\ndocker network create ${network} >/dev/null`);
    expect(exec).toContain(`\ndocker network rm ${network} >/dev/null`);
    expect(exec).toContain(`--add-host here:host-gateway --network ${network} --network-alias a i`);
    expect(service(project, 'b').exec).toContain(`--network ${network} --network-alias b`);
  });

  test('replicas are separate containers, which share a name in the network and a range of ports', async () => {
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

  test('scale: 0 does not start it; a tty, an init, other names and a signal of x-zdev belong to the container', async () => {
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

  test('develop.watch builds images again, and sync is a warning', async () => {
    const watch =
      '[{ path: ./src, action: sync, target: /x, ignore: [a, b/c] }, { path: package.json, action: rebuild }]';
    const { a, found } = await one(`build: .\ndevelop: { watch: ${watch} }`);
    expect(found).toEqual(['4:39 warning not-imported']);
    expect(a.watch?.paths.map((path) => path.replace(a.dir, ''))).toEqual(['/src', '/package.json']);
    expect(a.watch).toMatchObject({ ignore: ['src/**/a', 'src/b/c'], action: 'restart' });
  });

  test('a check of x-zdev runs on this machine; if it is turned off, the check of the image does not run either', async () => {
    const own = await one(
      'image: i\nhealthcheck: { test: x }\nx-zdev: { health: { type: exec, target: test -f here } }',
    );
    expect(own.a.health).toMatchObject({ type: 'exec', target: 'test -f here' });
    expect(own.a.health).not.toHaveProperty('inside');
    expect((await one('image: i\nhealthcheck: { disable: true }')).a.container?.check).toBe('file');
    expect((await one('image: i')).a.container?.check).toBe('image');
  });

  test('a missing engine is reported at the image, with the line that would run it here, and so does the failed start', async () => {
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
