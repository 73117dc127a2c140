import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../../src/config/project.ts';
import { brief, load, service } from '../project.ts';

type Files = Readonly<Record<string, string>>;

async function loadCompose(files: Files, options: Partial<LoadOptions> = {}) {
  const project = await load(files, { environ: { PATH: '/bin:/usr/bin' }, ...options });
  return { project, errors: brief(project, 'error'), named: (name: string) => service(project, name) };
}

describe('several files are merged as docker compose merges them', () => {
  const base = `services:
  a:
    command: one
    environment: [A=1, B=2]
    ports: ["8080:80"]
    depends_on: [b]
    healthcheck: { test: "true", interval: 5s }
  b: { command: b }
`;

  test.each<[string, string, Record<string, unknown>]>([
    ['a command is replaced', 'command: [two]', { exec: 'two' }],
    ['variables are merged by name', 'environment: { B: "3", C: "4" }', { env: { A: '1', B: '3', C: '4' } }],
    ['a map entry with !reset is removed', 'environment: { A: !reset null }', { env: { B: '2' } }],
    ['dependencies are added', 'depends_on: { c: { condition: service_started } }', { after: ['b', 'c'] }],
    ['a list with !override replaces', 'ports: !override ["9090:80"]', { port: 9090 }],
    ['a list is extended', 'ports: ["9090:80"]', { port: 8080 }],
    [
      'a check is replaced, but its interval stays',
      'healthcheck: { test: "false" }',
      { health: { target: 'false', intervalMs: 5000 } },
    ],
  ])('%s', async (_, lines, expected) => {
    const files = { 'compose.yaml': `${base}  c: { command: c }\n`, 'more.yaml': `services:\n  a:\n    ${lines}\n` };
    const { errors, named } = await loadCompose(files, { file: ['compose.yaml', 'more.yaml'] });
    expect(errors).toEqual([]);
    expect(named('a')).toMatchObject(expected);
    if ('env' in expected) expect(named('a').env).not.toHaveProperty(lines.includes('!reset') ? 'A' : 'D');
  });

  test('an override file beside compose.yaml is read automatically, but not when -f names a file', async () => {
    const files = {
      'compose.yaml': 'services:\n  a: { command: one }\n',
      'compose.override.yaml': 'services:\n  a: { command: two }\n',
    };
    expect((await loadCompose(files)).named('a').exec).toBe('two');
    expect((await loadCompose(files, { file: 'compose.yaml' })).named('a').exec).toBe('one');
  });

  test('COMPOSE_FILE names the files', async () => {
    const files = { 'x.yaml': 'services:\n  a: { command: x }\n', 'y.yaml': 'services:\n  b: { command: y }\n' };
    const environ = { COMPOSE_FILE: 'x.yaml:y.yaml', PATH: '/bin' };
    const { project } = await loadCompose(files, { environ });
    expect(project.services.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('files that cannot be merged are refused, and the error names the file', async () => {
    const files = {
      Procfile: 'web: x\n',
      'a.yaml': 'services: { a: { command: x } }\n',
      'b.yaml': 'processes: { b: { command: x } }\n',
    };
    const twice = await loadCompose(files, { file: ['a.yaml', 'Procfile'] });
    expect(twice.project.diagnostics).toMatchObject([
      { code: 'cannot-merge', message: expect.stringContaining('"Procfile"') },
    ]);
    const mixed = await loadCompose(files, { file: ['a.yaml', 'b.yaml'] });
    expect(mixed.errors).toEqual(['b.yaml:1:1 error mixed-formats']);
  });
});

describe('extends and include are relative to the file that contains them', () => {
  test('env files, variables, directories and nested extends', async () => {
    const { errors, named, project } = await loadCompose({
      '.env': 'T=root\n',
      'base/b.env': 'BASE=base\n',
      'base/base.yaml':
        'services:\n  base: { command: base, env_file: [b.env], extends: { file: deep/d.yaml, service: d } }\n',
      'base/deep/d.yaml': 'services:\n  d: { command: d, env_file: d.env }\n',
      'base/deep/d.env': 'DEEP=deep\n',
      'sub/.env': 'S=sub\nT=sub\n',
      'sub/e.env': 'E=$${S}\nF=${S}!\n'.replace('$$', '$'),
      'sub/over.yaml': 'services:\n  db: { environment: { OVER: "1" } }\n',
      'sub/compose.yaml':
        'services:\n  db:\n    command: db\n    env_file: e.env\n    environment: { S: "${S}", T: "${T}" }\n',
      'compose.yaml': `include:
  - path: [sub/compose.yaml, sub/over.yaml]
services:
  web: { command: web, depends_on: [db], extends: { file: base/base.yaml, service: base } }
`,
    });
    expect(errors).toEqual([]);
    expect(named('web').env).toMatchObject({ BASE: 'base', DEEP: 'deep' });
    expect(named('web').dir).toBe(project.dir);
    expect(named('db')).toMatchObject({
      env: { S: 'sub', T: 'root', OVER: '1', F: 'sub!' },
      dir: `${project.dir}/sub`,
    });
  });

  test('a service that is also included, an include of itself and a missing file are errors', async () => {
    const files = {
      'compose.yaml': 'include: [sub.yaml]\nservices:\n  a: { command: x }\n',
      'sub.yaml': 'services:\n  a: { command: y }\n',
      'loop.yaml': 'include: [loop.yaml]\nservices:\n  a: { command: x }\n',
      'gone.yaml': 'include: [nowhere.yaml]\nservices:\n  a: { command: x }\n',
    };
    expect((await loadCompose(files)).errors).toEqual(['compose.yaml:3:3 error duplicate-name']);
    expect((await loadCompose(files, { file: 'loop.yaml' })).errors).toEqual(['loop.yaml:1:11 error include-cycle']);
    expect((await loadCompose(files, { file: 'gone.yaml' })).errors).toEqual(['nowhere.yaml error no-such-file']);
  });
});

describe('implied order', () => {
  test.each([
    'links: ["b:alias"]',
    'volumes_from: [b]',
    'network_mode: "service:b"',
    'ipc: "service:b"',
    'pid: "service:b"',
  ])('%s', async (line) => {
    const { named } = await loadCompose({
      'compose.yaml': `services:\n  a:\n    command: x\n    ${line}\n  b: { command: y }\n`,
    });
    expect(named('a')).toMatchObject({ after: ['b'], wants: ['b'] });
  });
});

describe('profiles', () => {
  const files = {
    'compose.yaml': `services:
  a: { command: x, depends_on: { db: { condition: service_healthy, required: false } } }
  db: { command: y, profiles: [data], healthcheck: { test: "true" } }
`,
  };

  test('a service that is not required and in no active profile is not awaited', async () => {
    const { named } = await loadCompose(files);
    expect(named('a')).toMatchObject({ requires: [], after: [] });
    expect(named('db').status).toBe('stop');
  });

  test('--profile makes services wait for it', async () => {
    const { named } = await loadCompose(files, { profiles: ['data'] });
    expect(named('a')).toMatchObject({ requires: ['db'] });
    expect(named('db').status).toBe('start');
  });
});

test('.env is only for the file: services of docker compose do not get its variables', async () => {
  const { project } = await loadCompose({ '.env': 'A=1\n', 'compose.yaml': 'services: { a: { command: x } }\n' });
  expect(project.env).toEqual({});
});

test('one warning stands for all services with a key that has no counterpart', async () => {
  const services = ['a', 'b', 'c'].map((name) => `  ${name}: { command: x, stdin_open: true }\n`).join('');
  const { project } = await loadCompose({ 'compose.yaml': `services:\n${services}` });
  expect(project.diagnostics).toMatchObject([
    { code: 'not-imported', line: 2, message: expect.stringContaining('2 more like it') },
  ]);
});

test('a compose file is read only if there is no file of zdev here or above', async () => {
  const { project } = await loadCompose({
    Procfile: 'web: x\n',
    'db/compose.yaml': 'services: { a: { command: x } }\n',
  });
  const inside = await load({ Procfile: 'web: x\n', 'db/compose.yaml': 'services: { a: { command: x } }\n' }, {});
  expect(project.services.map(({ name }) => name)).toEqual(['web']);
  expect(inside.services.map(({ name }) => name)).toEqual(['web']);
});
