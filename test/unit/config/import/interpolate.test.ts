import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/config/finding.ts';
import { interpolate } from '../../../../src/config/import/interpolate.ts';

const place = { source: { file: 'f', text: '' }, line: 1, column: 1 };
const variables: Record<string, string> = { SET: 'value', EMPTY: '', PATHS: 'a/b/a' };

function put(text: string, bareNames = true) {
  const problems: Finding[] = [];
  return { text: interpolate({ text, place, lookup: (name) => variables[name], bareNames, problems }), problems };
}

describe('in both formats', () => {
  test.each([
    [`\${SET}`, 'value'],
    [`a \${SET} b \${SET}`, 'a value b value'],
    [`$$SET $\${SET} $$$$`, `$SET \${SET} $$`],
    [`\${SET:-x} \${EMPTY:-x} \${GONE:-x} \${GONE:-}`, 'value x x '],
    [`\${SET:?never} \${SET?never}`, 'value value'],
    [`\${GONE:-\${SET}} \${GONE:-\${ALSO:-{x}}}`, 'value {x}'],
    ['no variable', 'no variable'],
  ])('%j becomes %j', (text, expected) => {
    for (const bareNames of [true, false]) expect(put(text, bareNames)).toEqual({ text: expected, problems: [] });
  });

  test.each([
    [`\${GONE}`, '', 'warning', 'unset-variable', `\${GONE} is not set, and becomes empty`],
    [`\${}`, '', 'error', 'bad-interpolation', `"\${}" is not understood`],
    [`\${SET`, `\${SET`, 'error', 'bad-interpolation', `"\${SET" is no variable`],
  ])('%j is reported', (text, expected, severity, code, message) => {
    for (const bareNames of [true, false]) {
      expect(put(text, bareNames)).toMatchObject({ text: expected, problems: [{ severity, code, message, place }] });
    }
  });
});

test.each([
  [`\${EMPTY-x} \${GONE-x}`, ' x', []],
  [`\${SET:+x} \${EMPTY:+x} \${EMPTY+x} \${GONE+x}`, 'x  x ', []],
  [`\${GONE:?give it}`, '', [{ code: 'unset-variable', message: `\${GONE}: give it` }]],
  [`\${EMPTY:?}`, '', [{ code: 'unset-variable', message: `\${EMPTY}: it must be set` }]],
  [`\${SET:1:2}`, '', [{ code: 'bad-interpolation', message: `"\${SET:1:2}" is not understood` }]],
])('docker compose treats %j as a shell does', (text, expected, problems) => {
  expect(put(text)).toMatchObject({ text: expected, problems });
});

test('docker compose also expands $NAME, and no other $', () => {
  expect(put('$SET-x')).toEqual({ text: 'value-x', problems: [] });
  const hint = 'write $$ for a literal $';
  expect(put('a $(date)')).toMatchObject({ text: 'a $(date)', problems: [{ code: 'bad-interpolation', hint }] });
});

test('process-compose leaves $NAME and $( to the shell', () => {
  expect(put('$SET $(date) $', false)).toEqual({ text: '$SET $(date) $', problems: [] });
});

test.each([
  [`\${EMPTY:=x} \${GONE=x} \${GONE:-x} \${SET:-x}`, 'x x x value'],
  [`\${SET^} \${SET^^} \${SET,} \${SET,,}`, 'Value VALUE value value'],
  [`\${PATHS/a/c} \${PATHS//a/c} \${PATHS/#a/c} \${PATHS/%a/c}`, 'c/b/a c/b/c c/b/a a/b/c'],
  [`\${#SET} \${#GONE}`, '5 0'],
  [`\${SET:1:2} \${SET:3} \${SET: -2} \${SET:9}`, 'al ue ue '],
  [`\${SET#v} \${SET#*l} \${SET##*[au]} \${SET%e} \${SET%l*} \${SET%%[lu]*}`, 'alue ue e valu va va'],
])('process-compose has more operators of bash: %j', (text, expected) => {
  expect(put(text, false)).toEqual({ text: expected, problems: [] });
  expect(put(`\${SET^^}`).problems).toMatchObject([{ code: 'bad-interpolation' }]);
});

test.each([
  [`\${SET:+x}`, 'value', `\${SET:+…} becomes its value`],
  [`\${GONE:+x}`, 'x', `\${GONE:+…} is not set, and becomes "x"`],
  [`\${GONE:?give it}`, 'give it', `\${GONE:?…} is not set, and becomes "give it"`],
])('process-compose uses the word for an empty value, whatever the operator, and that is reported: %j', (text, expected, message) => {
  expect(put(text, false)).toMatchObject({ text: expected, problems: [{ severity: 'warning', message }] });
});

test('a variable in a text of several lines is reported at its own line', () => {
  const text = 'command: |\n  one\n  two $GONE\n';
  const problems: Finding[] = [];
  const start = { source: { file: 'f', text }, line: 1, column: 10 };
  interpolate({ text: 'one\ntwo $GONE\n', place: start, lookup: () => undefined, bareNames: true, problems });
  expect(problems).toMatchObject([{ code: 'unset-variable', place: { line: 3, column: 7 } }]);
});
