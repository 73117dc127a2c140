import { expect, test } from 'vitest';
import type { ProcessSpec } from '../../../../src/core/service.ts';
import { brief, load, service } from '../project.ts';

const file = 'process-compose.yaml';

/** The process `a` with these lines as its keys, and the diagnostics: `3:5 warning not-imported`. */
async function process(lines: string, environ: Record<string, string> = {}) {
  const text = `processes:\n  a:\n    ${lines.trim().replaceAll('\n', '\n    ')}\n  other:\n    command: y\n`;
  const project = await load({ [file]: text, 'a.env': 'FROM=file\nBOTH=file\n' }, { file, environ });
  const found = brief(project).map((each) => each.replace(`${file}:`, ''));
  return { a: project.services.find(({ name }) => name === 'a') as ProcessSpec, found, project };
}

test.each<[string, Partial<ProcessSpec> | Record<string, unknown>]>([
  ['command: x', { kind: 'service', exec: 'x', lifecycle: { restart: 'never', stopSignal: 'SIGTERM' } }],
  ['command: node a.js --port $PORT', { exec: 'node a.js --port $PORT' }],
  ['entrypoint: [sh, -c, "echo a b", c]', { exec: "sh -c 'echo a b' c" }],
  ['command: x\nentrypoint: [y]', { exec: 'x' }],
  ['command: x\ndescription: d', { description: 'd' }],
  ['command: x\nenvironment: [A=1=2, B=]', { env: { A: '1=2', B: '' } }],
  ['command: x\nenvironment: { A: 010, B: 1.10 }', { env: { A: '010', B: '1.10' } }],
  ['command: x\nenv_file: a.env\nenvironment: [BOTH=own]', { env: { FROM: 'file', BOTH: 'own' } }],
  ['command: x\ndisabled: true', { status: 'stop' }],
  ['command: x\nis_disabled: "true"', { status: 'stop' }],
  ['command: x\ndisabled: off', { status: 'start' }],
  ["command: x\nshutdown: { send_keys: 'q\\r\\x03\\e\\d' }", { lifecycle: { stopKeys: ['q\r\x03\x1b\\d'] } }],
  ['command: x\nshutdown: { command: docker stop box }', { lifecycle: { stopCommand: 'docker stop box' } }],
  ['command: x\nsuccess_exit_codes: [3, 143]', { lifecycle: { successExitCodes: [3, 143] } }],
  ['command: x\ndepends_on: { other: { condition: process_completed } }', { requires: [], ended: ['other'] }],
  ['command: x\nis_tty: true', { tty: true }],
  ['command: x\nis_foreground: true', { tty: true, status: 'stop' }],
  ['command: x\nlog_location: a.log', { logging: { file: expect.stringMatching(/\/a\.log$/) } }],
  ['command: x\nlaunch_timeout_seconds: 7', { lifecycle: { startTimeoutMs: 7000 } }],
  [
    'command: x\nshutdown: { signal: 2, timeout_seconds: 3 }',
    { lifecycle: { stopSignal: 'SIGINT', stopTimeoutMs: 3000 } },
  ],
  [
    'command: x\navailability: { restart: on_failure }',
    { lifecycle: { restart: 'on-failure', restartDelayMs: 1000, restartDelayMaxMs: 1000, maxRestarts: 0 } },
  ],
  ['command: x\navailability: { restart: no }', { lifecycle: { restart: 'never' } }],
  [
    'command: x\navailability: { restart: always, backoff_seconds: 5, max_restarts: 4 }',
    { lifecycle: { restart: 'always', restartDelayMs: 5000, restartDelayMaxMs: 5000, maxRestarts: 4 } },
  ],
  ['command: x\nready_log_line: up. (now)', { health: { type: 'log', target: 'up\\. \\(now\\)' } }],
  [
    'command: x\nreadiness_probe: { exec: { command: "test -f a && true" }, period_seconds: 2, failure_threshold: 5 }',
    { health: { type: 'exec', target: 'test -f a && true', intervalMs: 2000, timeoutMs: 1000, retries: 5 } },
  ],
  [
    'command: x\nreadiness_probe: { exec: { command: t, working_dir: "a b" }, timeout_seconds: 9 }',
    { health: { target: "cd 'a b' && t", timeoutMs: 9000, onFailure: 'report' } },
  ],
  [
    'command: x\nreadiness_probe: { http_get: { port: 80 }, initial_delay_seconds: 3 }',
    { health: { type: 'http', target: 'http://127.0.0.1:80/', startPeriodMs: 3000 } },
  ],
  [
    'command: x\nliveness_probe: { http_get: { host: h, scheme: https, num_port: 8443, path: up, status_code: 204 } }',
    { health: { target: 'https://h:8443/up', expectStatus: 204, onFailure: 'restart' } },
  ],
  [
    'command: x\nwatch: { paths: [{ path: src, include: ["*.go", "a/*.c"], exclude: ["*_test.go", "gen/x"] }] }',
    {
      watch: {
        paths: [expect.stringMatching(/\/src\/\*\*\/\*\.go$/), expect.stringMatching(/\/src\/a\/\*\.c$/)],
        ignore: ['*_test.go', 'src/gen/x'],
        debounceMs: 300,
        action: 'restart',
      },
    },
  ],
  ['command: x\nwatch: { paths: [{ path: src }], debounce: 1s }', { watch: { debounceMs: 1000, ignore: [] } }],
])('%s', async (lines, expected) => {
  const { a, found } = await process(lines);
  expect(found).toEqual([]);
  expect(a).toMatchObject(expected);
});

test.each([
  ['command: x\nis_elevated: true', '4:5 warning not-imported'],
  ['command: x\nis_elevated: true', '4:5 warning not-imported'],
  ['command: x\nshutdown: { parent_only: true }', '4:17 warning not-imported'],
  ["command: x\nschedule: { cron: '0 2 * * *' }", '4:17 warning not-imported'],
  ['command: x\navailability: { exit_on_skipped: true }', '4:21 warning not-imported'],
  ['command: x\nreadiness_probe: {}', '4:5 warning not-imported'],
  [
    'command: x\nreadiness_probe: { exec: { command: y } }\nliveness_probe: { exec: { command: y } }',
    '5:5 warning not-imported',
  ],
  ['command: x\nreadiness_probe: { exec: { command: y } }\nready_log_line: z', '5:5 warning not-imported'],
  ['command: x\nreadiness_probe: { http_get: { headers: {} }, success_threshold: 2 }', '4:36 warning not-imported'],
  ['command: x {{ if .A }}', '3:14 warning not-imported'],
  ['command: x\nnamespace: other', '4:16 warning not-imported'],
  ['command: x\nwatch: { paths: [.], cascade: true }', '4:26 warning not-imported'],
  ['command: x\ncomand: x', '4:5 warning unknown-key'],
  ['command: x\navailability: { restart: sometimes }', '4:30 error bad-value'],
  ['command: x\navailability: { max_restarts: -1 }', '4:35 error bad-value'],
  ['command: x\ndisabled: perhaps', '4:15 error wrong-type'],
  ['command: x\nshutdown: { signal: 99 }', '4:25 error bad-value'],
  ['command: x\nreadiness_probe: { http_get: { port: x } }', '4:34 error bad-target'],
  ['command: x\nwatch: { paths: [.], debounce: soon }', '4:36 error bad-value'],
  ['command: x\ndepends_on: { other: { condition: process_healthy } }', '4:19 warning weaker-condition'],
  ['command: x\nsuccess_exit_codes: [0, 300]', '4:29 error bad-value'],
  ['command: x\ndepends_on: { other: { condition: ready } }', '4:39 error bad-value'],
  ['command: x\nenv_file: gone.env', '4:15 warning no-such-file'],
  ['command: x\nextends: gone', '4:14 error unknown-dependency'],
  ['command: x\nextends: a', '4:14 error extends-cycle'],
])('%s: %s', async (lines, expected) => expect((await process(lines)).found).toContain(expected));

test('a warning says what is lost and what to do instead', async () => {
  const { project } = await process('command: x\navailability: { exit_on_skipped: true }');
  expect(project.diagnostics).toMatchObject([
    {
      message: '"processes.a.availability.exit_on_skipped" has no counterpart here and is left out',
      hint: 'zdev does not skip services: a service that cannot start is blocked, and starts when the reason is gone',
      source: '    availability: { exit_on_skipped: true }',
    },
  ]);
});

test('conditions become lists, and a service that must complete becomes a oneshot', async () => {
  const text = `processes:
  db: { command: db, readiness_probe: { exec: { command: t } } }
  cache: { command: cache, ready_log_line: up }
  seed: { command: seed, readiness_probe: { exec: { command: t } }, depends_on: { db: { condition: process_healthy } } }
  log: { command: log, replicas: 2 }
  api:
    command: api
    depends_on:
      cache: { condition: process_log_ready }
      seed: { condition: process_completed_successfully }
      log: { condition: process_started }
      db: {}
`;
  const project = await load({ [file]: text }, { file });
  expect(brief(project)).toEqual([`${file}:4:51 warning not-imported`]);
  expect(service(project, 'seed')).toMatchObject({ kind: 'oneshot', requires: ['db'] });
  expect(service(project, 'seed').health).toBe(undefined);
  expect(service(project, 'api')).toMatchObject({
    requires: ['cache', 'seed'],
    after: ['log.1', 'log.2', 'db'],
    wants: ['log.1', 'log.2', 'db'],
  });
  expect(service(project, 'log.2').env).toMatchObject({ PC_PROC_NAME: 'log', PC_REPLICA_NUM: '1' });
});

test('settings for all processes', async () => {
  const text = `version: "0.5"
name: shop
log_length: 7
environment: [GREETING=hello, BOTH=all]
vars: { DIR: src, PORT: 80 }
env_cmds: { NOW: date }
processes:
  a:
    command: "serve {{.DIR}} {{.OWN}} $\${HOME}"
    working_dir: "{{ .DIR }}"
    vars: { OWN: mine }
    environment: [BOTH=own]
    namespace: [default, backend]
  b: { command: b, namespace: backend, replicas: 2 }
  c: { command: c, namespace: backend, disabled: true }
`;
  const project = await load({ [file]: text, 'src/x': '' }, { file });
  expect(brief(project)).toEqual([]);
  expect(project.name).toBe('shop');
  expect(service(project, 'a')).toMatchObject({
    env: { GREETING: 'hello', BOTH: 'own' },
    logging: { bufferLines: 7 },
    dir: expect.stringMatching(/\/src$/),
  });
  expect(service(project, 'a').exec).toContain(`serve src mine \${HOME}`);
  expect(service(project, 'b.1').exec).toMatch(/^NOW=\$\(cd \S+ && date\) && export NOW\nb$/);
  expect(project.services.at(-1)).toMatchObject({ kind: 'target', name: 'backend', requires: ['a', 'b.1', 'b.2'] });
});

test('variables: in the file .env takes priority over the environment, the shell expands $NAME, and the expansion can be turned off', async () => {
  const text = (first: string) =>
    `${first}processes:\n  a: { command: x, environment: ["A=\${ONE}", "B=\${TWO}", "C=$ONE"] }\n`;
  const environ = { ONE: 'environment' };
  const env = { '.env': 'ONE=file\nTWO=file\n' };
  const project = await load({ [file]: text(''), ...env }, { file, environ });
  expect(service(project, 'a').env).toMatchObject({ A: 'file', B: 'file', C: '$ONE' });
  // for the process, the environment takes priority over .env
  expect(service(project, 'a').env).not.toHaveProperty('ONE');
  expect(service(project, 'a').env).toHaveProperty('TWO', 'file');
  const plain = await load({ [file]: text('disable_env_expansion: true\n'), ...env }, { file, environ });
  expect(service(plain, 'a').env).toMatchObject({ A: `\${ONE}`, B: `\${TWO}` });
  expect(plain.diagnostics).toEqual([]);
});

test('commands run in bash if they are more than plain words and bash is installed', async () => {
  const bash = { PATH: '/bin:/usr/bin' };
  const { a } = await process('command: "[[ -f x ]] && y"', bash);
  const there = await process('command: x y', bash);
  expect(['[[ -f x ]] && y', "exec bash -c '[[ -f x ]] && y'"]).toContain(a.exec);
  expect(there.a.exec).toBe('x y');
  const shell = 'shell: { shell_command: zsh, shell_argument: -fc }\nprocesses: { a: { command: "x; y" } }\n';
  expect(service(await load({ [file]: shell }, { file }), 'a').exec).toBe("exec zsh -fc 'x; y'");
});

test('replicas get their number if they ask for it', async () => {
  const text = `processes:
  a:
    command: serve 404{{.PC_REPLICA_NUM}}
    replicas: 2
    log_location: a{PC_REPLICA_NUM}.log
    readiness_probe: { http_get: { port: "404{{ .PC_REPLICA_NUM }}" } }
`;
  const project = await load({ [file]: text }, { file });
  expect(project.diagnostics).toEqual([]);
  expect(service(project, 'a.1')).toMatchObject({ exec: 'serve 4040', health: { target: 'http://127.0.0.1:4040/' } });
  expect(service(project, 'a.2')).toMatchObject({ exec: 'serve 4041', health: { target: 'http://127.0.0.1:4041/' } });
  expect(service(project, 'a.2').logging.file).toMatch(/\/a1\.log$/);
});

test('a daemon is represented by a shell that ends it', async () => {
  const { a, found } = await process('command: start it\nis_daemon: true\nshutdown: { command: stop it }');
  expect(found).toEqual([]);
  expect(a.exec).toBe("trap 'stop it; exit 0' HUP INT TERM\nstart it || exit\nwhile :; do sleep 1; done");
});

test('a cron schedule becomes a oneshot, which starts only with run_on_start; an interval becomes a loop', async () => {
  const schedule = async (more: string) => (await process(`command: x\nschedule: { ${more} }`)).a;
  expect(await schedule('cron: "* * * * *"')).toMatchObject({ kind: 'oneshot', status: 'stop' });
  expect(await schedule('cron: "* * * * *", run_on_start: true')).toMatchObject({ kind: 'oneshot', status: 'start' });
  const loop = 'while :; do\n( x\n)\nsleep 1.5\ndone';
  expect(await schedule('interval: 1500ms')).toMatchObject({ kind: 'service', exec: `sleep 1.5\n${loop}` });
  expect(await schedule('interval: 1500ms, run_on_start: true')).toMatchObject({ exec: loop });
});

test('only processes in the selected namespaces count: by --namespace, or by PC_NAMESPACES', async () => {
  const text = `processes:
  a: { command: a, namespace: [one, two], depends_on: { b: {}, c: {} } }
  b: { command: b, namespace: two }
  c: { command: c }
`;
  const names = async (options: { namespaces?: string[]; environ?: Record<string, string> }) => {
    const { services, diagnostics } = await load({ [file]: text }, { file, ...options });
    expect(diagnostics).toEqual([]);
    return services.flatMap((spec) => (spec.kind === 'target' ? [] : `${spec.name} < ${spec.after}`));
  };
  expect(await names({ namespaces: ['one'] })).toEqual(['a < ']);
  expect(await names({ namespaces: ['two', 'default'] })).toEqual(['a < b,c', 'b < ', 'c < ']);
  expect(await names({ environ: { PC_NAMESPACES: 'two' } })).toEqual(['a < b', 'b < ']);
  expect(await names({ environ: { PC_NAMESPACES: 'two' }, namespaces: ['default'] })).toEqual(['c < ']);
});

test('one of several replicas is awaited by its name', async () => {
  const text = (count: number, name: string) =>
    `processes:\n  web: { command: w, replicas: ${count} }\n  a: { command: a, depends_on: { ${name}: {} } }\n`;
  const after = async (count: number, name: string) =>
    service(await load({ [file]: text(count, name) }, { file }), 'a').after;
  expect(await after(3, 'web-1')).toEqual(['web.2']);
  expect(await after(10, 'web-09')).toEqual(['web.10']);
  expect(await after(2, 'web')).toEqual(['web.1', 'web.2']);
});

test('a process can do without .env, and its end can end all', async () => {
  const text = `processes:
  a: { command: a, is_dotenv_disabled: true, availability: { exit_on_end: true } }
  b: { command: b, availability: { restart: exit_on_failure } }
`;
  const project = await load({ [file]: text, '.env': 'X=1\n' }, { file });
  expect(service(project, 'a').env).not.toHaveProperty('X');
  expect(service(project, 'a').endsAll).toBe('any');
  expect(service(project, 'b')).toMatchObject({ endsAll: 'failure', env: { X: '1' }, lifecycle: { restart: 'never' } });
});

test('extends names another process or another file', async () => {
  const files = {
    'base.yaml':
      'environment: [A=base]\nprocesses:\n  old: { command: old }\n  a: { command: base, description: base }\n',
    [file]: `extends: base.yaml
processes:
  a: { description: own }
  b: { extends: a, command: b, environment: [B=1] }
  c: { extends: b, environment: [C=1] }
`,
  };
  const project = await load(files, { file });
  expect(project.diagnostics).toEqual([]);
  expect(project.files).toEqual([file, 'base.yaml']);
  expect(service(project, 'a')).toMatchObject({ exec: 'base', description: 'own', env: { A: 'base' } });
  expect(service(project, 'c')).toMatchObject({ exec: 'b', description: 'own', env: { A: 'base', B: '1', C: '1' } });
  const lost = await load({ ...files, 'base.yaml': 'extends: process-compose.yaml\n' }, { file });
  expect(brief(lost)).toContain('process-compose.yaml:1:10 error extends-cycle');
});
