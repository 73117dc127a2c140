import { expect, test } from 'vitest';
import { countFailures, skippedTests } from '../../../scripts/count.mjs';

const file = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});
const report = (...testResults: ReturnType<typeof file>[]) => ({
  numFailedTests: testResults.flatMap((each) => each.assertionResults).filter(({ status }) => status === 'failed')
    .length,
  testResults,
});

test('a file that never ran is a failure, whatever else failed', () => {
  const one = report(file('/a', 'failed', 'failed', 'passed'));
  expect(countFailures(one, { expected: ['/a', '/b'], status: 1 })).toEqual({ failures: 2, missing: ['/b'] });
  const none = report(file('/a', 'passed', 'passed'));
  expect(countFailures(none, { expected: ['/a', '/b'], status: 0 })).toEqual({ failures: 1, missing: ['/b'] });
});

test('a file that cannot be loaded or set up is one, besides the tests that failed', () => {
  const results = report(
    file('/a', 'failed'),
    file('/b', 'failed', 'skipped', 'passed'),
    file('/c', 'failed', 'failed'),
  );
  expect(countFailures(results, { expected: ['/a', '/b', '/c'], status: 1 }).failures).toBe(3);
});

test('an error outside of every test counts as one, and success counts as none', () => {
  const results = report(file('/a', 'passed', 'passed', 'skipped'));
  expect(countFailures(results, { expected: ['/a'], status: 1 }).failures).toBe(1);
  expect(countFailures(results, { expected: ['/a'], status: 0 })).toEqual({ failures: 0, missing: [] });
});

test('each test that was skipped is named, with its own reason where it gives one', () => {
  const skipped = { status: 'skipped', fullName: 'a', meta: { skipped: 'there is no git' } };
  const silent = { status: 'pending', fullName: 'b', meta: {} };
  const results = [
    { name: '/a', status: 'passed', assertionResults: [skipped, silent, { status: 'passed', fullName: 'c' }] },
    { name: '/b', status: 'failed', assertionResults: [silent] },
  ];
  expect(skippedTests(results)).toEqual([
    { name: 'a', reason: 'there is no git' },
    { name: 'b', reason: undefined },
  ]);
});
