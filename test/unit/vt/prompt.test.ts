import { expect, test } from 'vitest';
import { promptIn } from '../../../src/vt/prompt.ts';

test.each([
  'Overwrite? [y/N] ',
  'Are you sure you want to continue connecting (yes/no)? ',
  'Password:',
  "Username for 'https://example.com': ",
  '>>> ',
  '(Pdb) ',
  '(byebug) ',
  'irb(main):001:0> ',
  'shop=# ',
  'mysql> ',
  '$ ',
  'Continue [Y/n]',
  'Proceed (y/N) ',
  'In [1]: ',
  'Press any key to continue . . ',
  '❯ ',
  'debug> ',
])('%j asks', (line) => {
  expect(promptIn(line, false)).toBe(line.trim());
});

test.each([
  '',
  '   ',
  'Compiling...',
  'Building…',
  'Downloading 45%',
  '[=====>    ]',
  '[####......]',
  'step 3/10',
  'webpack (3/10)',
  'listening on port 3000',
  `${'x'.repeat(300)}?`,
])('%j does not', (line) => {
  expect(promptIn(line, false)).toBeNull();
});

test('any text asks where a process waits for a line, but none does not', () => {
  expect(promptIn('name ', true)).toBe('name');
  expect(promptIn('  ', true)).toBeNull();
});
