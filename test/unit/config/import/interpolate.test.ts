import { describe, expect, test } from 'vitest';
import { interpolate } from '../../../../src/config/import/interpolate.ts';
import type { Problem } from '../../../../src/config/problem.ts';

const place = { source: { file: 'f', text: '' }, line: 1, column: 1 };
const variables = { SET: 'value', EMPTY: '', PATHS: 'a/b/a' };

function put(text: string, bareNames = true) {
  const problems: Problem[] = [];
  return { text: interpolate({ text, place, variables, bareNames, problems }), problems };
}

describe('in both formats', () => {
  test.each([
    [`\${SET}`, 'value'],
    [`a \${SET} b \${SET}`, 'a value b value'],
    [`$$SET $\${SET} $$$$`, `$SET \${SET} $$`],
    [`\${SET:-x} \${EMPTY:-x} \${GONE:-x} \${GONE:-}`, 'value x x '],
    [`\${EMPTY-x} \${GONE-x} \${GONE=x} \${EMPTY:=x}`, ' x x x'],
    [`\${SET:+x} \${EMPTY:+x} \${EMPTY+x} \${GONE+x}`, 'x  x '],
    [`\${SET:?never} \${SET?never}`, 'value value'],
    [`\${GONE:-\${SET}} \${GONE:-\${ALSO:-{x}}}`, 'value {x}'],
    [`\${SET^} \${SET^^} \${SET,} \${SET,,}`, 'Value VALUE value value'],
    [`\${PATHS/a/c} \${PATHS//a/c}`, 'c/b/a a/b/a'],
    ['no variable', 'no variable'],
  ])('%j becomes %j', (text, expected) => {
    // a slash ends a pattern, so that it cannot hold one itself
    const wanted = expected.replace('a/b/a', 'c/b/c');
    for (const bareNames of [true, false]) expect(put(text, bareNames)).toEqual({ text: wanted, problems: [] });
  });

  test.each([
    [`\${GONE}`, '', 'warning', 'unset-variable', `\${GONE} is not set, and becomes nothing`],
    [`\${GONE:?give it}`, '', 'error', 'unset-variable', `\${GONE}: give it`],
    [`\${EMPTY:?}`, '', 'error', 'unset-variable', `\${EMPTY}: it has to be set`],
    [`\${SET:1:2}`, '', 'error', 'bad-interpolation', `"\${SET:1:2}" is not understood`],
    [`\${}`, '', 'error', 'bad-interpolation', `"\${}" is not understood`],
    [`\${SET`, `\${SET`, 'error', 'bad-interpolation', `"\${SET" is no variable`],
  ])('%j is told', (text, expected, severity, code, message) => {
    for (const bareNames of [true, false]) {
      expect(put(text, bareNames)).toMatchObject({ text: expected, problems: [{ severity, code, message, place }] });
    }
  });
});

test('docker compose knows $NAME too, and no other $', () => {
  expect(put('$SET-x')).toEqual({ text: 'value-x', problems: [] });
  const hint = 'write $$ for a $ that is meant as it is';
  expect(put('a $(date)')).toMatchObject({ text: 'a $(date)', problems: [{ code: 'bad-interpolation', hint }] });
});

test('process-compose leaves $NAME and $( to the shell', () => {
  expect(put('$SET $(date) $', false)).toEqual({ text: '$SET $(date) $', problems: [] });
});
