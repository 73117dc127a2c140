import { expect, test } from 'vitest';
import { withExec } from '../../../src/config/simple-command.ts';

test.each([
  ['node server.js', 'exec node server.js'],
  ['  exec node server.js --a="x; y"', 'exec node server.js --a="x; y"'],
  ["A=1 B='two words' node x", "A=1 B='two words' exec node x"],
  ['gunicorn app 2>&1 >log.txt', 'exec gunicorn app 2>&1 >log.txt'],
  ['node "$FILE" \\; \'a|b\'', 'exec node "$FILE" \\; \'a|b\''],
  ['./run.sh --port $PORT', 'exec ./run.sh --port $PORT'],
])('%s is one program', (command, expected) => {
  expect(withExec(command)).toBe(expected);
});

test.each([
  'cd app && node x',
  'a | b',
  'a; b',
  'a &',
  'node $(find-it)',
  'node "$(find-it)"',
  'node `x`',
  'if x; then y; fi',
  '{ a; }',
  '(a)',
  'export A=1',
  'a\nb',
  'A=1',
  '',
])('%s is not one program', (command) => {
  expect(withExec(command)).toBeNull();
});
