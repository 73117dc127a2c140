import { describe, expect, test } from 'vitest';
import { brief, load, service } from '../project.ts';

const loadYaml = (text: string, file = 'process-compose.yaml') => load({ [file]: text }, { file });

describe('the file', () => {
  test.each([
    ['compose.yaml', 'services:\n  a: { command: x }\n'],
    ['stack.yml', 'services:\n  a: { command: x }\n'],
    ['compose.yaml', 'processes:\n  a: { command: x }\n'],
    ['any.YAML', '# first\n"processes":\n  a: { command: x }\n'],
  ])('the content of %s decides how it is read: %j', async (file, text) => {
    const project = await loadYaml(text, file);
    expect(project.diagnostics).toEqual([]);
    expect(project).toMatchObject({ bareProcfile: false, unitsDir: null, files: [file] });
    expect(service(project, 'a').exec).toBe('x');
  });

  test.each([
    ['', 'compose.yaml error unknown-format'],
    ['- a\n- b\n', 'compose.yaml error unknown-format'],
    ['just text', 'compose.yaml error unknown-format'],
    ['service:\n  a: 1\n', 'compose.yaml:1:1 error unknown-format'],
    ['services:\n', 'error no-services'],
    [`services:\n  a: { command: \${A:?b}, c: "d" }\n  e: { f }\n`, 'compose.yaml:2:18 error yaml-syntax'],
    ['services: [a]\n', 'compose.yaml:1:11 error wrong-type'],
    ['services:\n  a: { command: x }\n  a: { command: y }\n', 'compose.yaml:3:3 error yaml-syntax'],
    ['services:\n  a: { command: "x }\n', 'compose.yaml:3:1 error yaml-syntax'],
    ['services:\n  a:\n   command: x\n  \tb: y\n', 'compose.yaml:4:3 error yaml-syntax'],
    ['services: {}\n---\nservices: {}\n', 'compose.yaml:2:1 error yaml-syntax'],
    ['processes: none\n', 'compose.yaml:1:12 error wrong-type'],
    ['services:\n', 'error no-services'],
    ['services:\n  a: *nothing\n', 'compose.yaml:2:6 error yaml-alias'],
    ['services: &s\n  a: *s\n', 'compose.yaml:2:6 error yaml-alias'],
    ['services:\n  a: !mine { command: x }\n', 'compose.yaml:2:6 warning yaml-syntax'],
  ])('%j: %s', async (text, expected) => expect(brief(await loadYaml(text, 'compose.yaml'))).toEqual([expected]));

  test.each([
    ['services:\n  a: *nothing\n', '"*nothing": no such anchor before it'],
    ['services: &s\n  a: *s\n', '"*s" is inside its own anchor'],
    ['services: {}\n---\nservices: {}\n', 'a file must contain one YAML document; another one begins here'],
    ['services:\n  a: 1\n  a: 2\n', 'not valid YAML: Map keys must be unique'],
  ])('%j: %s', async (text, message) => {
    expect((await loadYaml(text, 'compose.yaml')).diagnostics).toMatchObject([{ message }]);
  });

  test('.env is the one beside the file', async () => {
    const text = `services: { a: { command: "\${A}" } }\n`;
    const files = { 'sub/compose.yaml': text, 'sub/.env': 'A=beside\n', '.env': 'A=here\n' };
    expect(service(await load(files, { file: 'sub/compose.yaml' }), 'a').exec).toBe('beside');
  });

  test('columns are counted in characters', async () => {
    const project = await loadYaml('processes:\n  a: { command: x, description: 👍👍, oops: 1 }\n');
    expect(brief(project)).toEqual(['process-compose.yaml:2:37 warning unknown-key']);
  });

  test('a misspelled key has a suggestion', async () => {
    const { diagnostics } = await loadYaml('procesess:\n  a: { command: x }\n');
    expect(diagnostics).toMatchObject([{ code: 'unknown-format', hint: 'did you mean "processes"?' }]);
  });
});

describe('anchors', () => {
  test('aliases and merge keys are resolved; the map itself takes priority over merged ones, and the first of those wins', async () => {
    const project = await loadYaml(`x-a: &a { working_dir: one, description: a }
x-b: &b { working_dir: two, disabled: true }
processes:
  first:
    description: own
    <<: [*a, *b]
    command: x
  second: { <<: *b, command: &cmd "y z" }
  third: { command: *cmd }
`);
    expect(brief(project, 'error')).toEqual([]);
    expect(service(project, 'first')).toMatchObject({ description: 'own', status: 'stop', exec: 'x' });
    expect(service(project, 'first').dir).toMatch(/one$/);
    expect(service(project, 'second').dir).toMatch(/two$/);
    expect(service(project, 'third').exec).toBe('y z');
  });

  test('an alias bomb is refused with its own message', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]`);
    const project = await loadYaml(`l0: &l0 [x]\n${levels.join('\n')}\nprocesses: { a: { command: x } }\n`);
    expect(project.diagnostics).toMatchObject([
      { severity: 'error', code: 'yaml-alias', line: 10, hint: 'write the values instead of the aliases' },
    ]);
    expect(project.services).toEqual([]);
  });

  test('ten thousand nodes that all use one anchor are accepted', async () => {
    const names = Array.from({ length: 2500 }, (_, n) => `  p${n}: { <<: *common, description: d${n} }`);
    const project = await loadYaml(`x-c: &common { command: x, disabled: true }\nprocesses:\n${names.join('\n')}\n`);
    expect(project.diagnostics).toEqual([]);
    expect(project.services.length).toBe(2500);
  });
});

describe('the result is checked like a zinit.toml, with the lines of the YAML', () => {
  const processes = (lines: string) => loadYaml(`processes:\n${lines}`);

  test.each([
    ['  a: { command: x, depends_on: { b: {} } }\n', 'process-compose.yaml:2:34 error unknown-dependency'],
    ['  a: { command: x, depends_on: { a: {} } }\n', 'process-compose.yaml:2:34 error self-dependency'],
    [
      '  a: { command: x, depends_on: { b: {} } }\n  b: { command: x, depends_on: { a: {} } }\n',
      'process-compose.yaml:2:34 error dependency-cycle',
    ],
    ['  a b: { command: x }\n', 'process-compose.yaml:2:3 error bad-name'],
    ['  a: { command: x, working_dir: nowhere }\n', 'process-compose.yaml:2:33 warning missing-directory'],
    ['  a: { }\n', 'process-compose.yaml:2:3 error missing-exec'],
    ['  a: { command: [x] }\n', 'process-compose.yaml:2:17 error wrong-type'],
  ])('%j: %s', async (lines, expected) => expect(brief(await processes(lines))).toContain(expected));

  test('further mistakes in them are not reported', async () => {
    const project = await processes('  api: { command: x, depends_on: { bd: {} } }\n  db: { command: x }\n');
    expect(project.diagnostics).toMatchObject([
      { message: '"api" requires "bd", which is not defined', hint: 'did you mean "db"?' },
    ]);
  });
});
