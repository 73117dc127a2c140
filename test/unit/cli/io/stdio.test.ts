import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempDir } from '../../../helpers/temp.ts';

const src = fileURLToPath(new URL('../../../../src', import.meta.url));
const program = fileURLToPath(new URL('../../../../dist/zdev.cjs', import.meta.url));
const TITLE = '\x1b]0;title\x07';

/** Where zdev prints. Each passes texts through the sanitiser, or prints bytes that the plain stream or the screen has made. */
const DOORS = [
  'cli/boot/node-version.ts', // the number of a release
  'cli/io/stdio.ts',
  'host/stdout.ts',
  'tty/terminal-io.ts', // the reset of the terminal
  'tui/term/crash.ts',
];

test('nothing prints past the doors that hold control characters back', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const printing = files.filter((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    return /process\.std(?:out|err)\.write|console\.|writeSync\((?:[12]|fd, bytes|stdout)|openStdout|logLine\b/.test(
      text,
    );
  });
  // what only passes a door on to somebody, or writes files
  const users = [
    'adapters/log/file-target.ts',
    'cli/commands/up.ts',
    'cli/up/headless-supervisor.ts',
    'files/private-file.ts',
  ];
  expect(printing.filter((file) => !users.includes(file)).sort()).toEqual(DOORS);
});

test('JSON for people and programs is printed by one function', () => {
  const files = readdirSync(join(src, 'cli'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const own = files.filter((file) => /out\([^\n]*JSON\.stringify/.test(readFileSync(join(src, 'cli', file), 'utf8')));
  expect(own).toEqual([]);
});

test.each([
  [['check']],
  [['ps']],
  [['start', `x${TITLE}`]],
  [[`x${TITLE}`]],
  [['up', `--x${TITLE}`]],
  [['check', '-f', `x${TITLE}`]],
  [['run', '--', `x${TITLE}`]],
])('what %j says in a directory with a hostile name steers no terminal', (args) => {
  const dir = join(tempDir(), `x${TITLE}`);
  mkdirSync(dir);
  let said = '';
  try {
    said = execFileSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    said = stdout + stderr;
  }
  expect(said).toContain('title');
  expect(said).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
});

test('what init takes over from other files steers no terminal', () => {
  const dir = tempDir();
  writeFileSync(
    join(dir, 'package.json'),
    JSON.stringify({ name: `x${TITLE}`, scripts: { dev: `serve ${TITLE}\x9b2J` } }),
  );
  execFileSync(process.execPath, [program, 'init'], { cwd: dir, stdio: 'pipe' });
  const written = readFileSync(join(dir, 'zinit.toml'), 'utf8');
  expect(written).toContain('title');
  expect(written).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
});
