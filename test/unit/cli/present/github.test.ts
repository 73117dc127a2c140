import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logs } from '../../../../src/cli/commands/logs.ts';
import { annotation, group, placeIn } from '../../../../src/cli/present/github.ts';
import { reportDiagnostics } from '../../../../src/cli/present/report-diagnostics.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { fakeCaller, runningProject } from '../rig.ts';

const env = { GITHUB_ACTIONS: 'true' };

test('an annotation has its place, and what would end a command or a property is escaped', () => {
  const place = { file: 'src/a,b.ts', line: 3, column: 7 };
  expect(annotation('error', 'api: 100% wrong\nnext: mend it', { title: 'zdev: api', place })).toBe(
    '::error file=src/a%2Cb.ts,line=3,col=7,title=zdev%3A api::api: 100%25 wrong%0Anext: mend it\n',
  );
  expect(annotation('warning', 'x', { title: 'zdev', place: null })).toBe('::warning title=zdev::x\n');
});

test('folded output cannot contain commands', () => {
  const [first, stop, line, go, last] = group('output of api', ['::error::gotcha']).split('\n');
  expect([first, line, last]).toEqual(['::group::output of api', '::error::gotcha', '::endgroup::']);
  expect(go).toBe(`::${stop?.replace('::stop-commands::', '')}::`);
});

test('the place of an error is the first file of the repository that its lines name', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'app/src'), { recursive: true });
  writeFileSync(join(dir, 'app/src/main.ts'), '');
  writeFileSync(join(dir, 'app/run.py'), '');
  const at = (...lines: string[]) => placeIn(lines, dir, join(dir, 'app'));
  expect(at('at node:internal/x:3:4', 'src/main.ts:14:7 - error TS2304')).toEqual({
    file: 'app/src/main.ts',
    line: 14,
    column: 7,
  });
  expect(at('src/main.ts(3,5): error')).toMatchObject({ line: 3, column: 5 });
  expect(at('  File "run.py", line 12, in <module>')).toEqual({ file: 'app/run.py', line: 12, column: null });
  expect(at('src/other.ts:1:1', '/etc/hosts.conf:3', 'listening on localhost:3000')).toBeNull();
});

test('findings in the project files are annotations beside what people read', async () => {
  const io = fakeCaller('/x', { env });
  const finding = { severity: 'error', code: 'unknown-key', message: 'unknown key "exce"', source: null } as const;
  await reportDiagnostics([{ ...finding, file: 'zinit.toml', line: 3, column: 1, hint: 'did you mean "exec"?' }], io);
  expect(io.complained()).toContain('error: unknown key "exce"');
  expect(io.complained()).toContain(
    '::error file=zinit.toml,line=3,col=1,title=zdev::unknown key "exce"%0Adid you mean "exec"?\n',
  );
});

test('logs are folded, a group for each service; as JSON they are not', async () => {
  const { control, dir } = await runningProject();
  control.logs.add('db', 'one');
  control.logs.add('api', 'two');
  const io = fakeCaller(dir, { env });
  expect(await logs({}, [], io)).toBe(0);
  expect(io.printed().match(/^::group::.*$/gm)).toEqual(['::group::output of db', '::group::output of api']);
  const json = fakeCaller(dir, { env, json: true });
  await logs({ json: true }, [], json);
  expect(json.printed()).not.toContain('::group');
});
