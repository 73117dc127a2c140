/**
 * How many failures a report of vitest tells, in its JSON form. A file of `expected` (absolute paths) that is not in the
 * report never ran, and one that could not be loaded or set up has no test that failed: each counts as one.
 */
export function countFailures({ numFailedTests, testResults }, { expected, status }) {
  const ran = new Set(testResults.map(({ name }) => name));
  const missing = expected.filter((file) => !ran.has(file));
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((each) => each.status === 'failed'),
  );
  const failures = numFailedTests + broken.length + missing.length;
  // An error outside of every test.
  return { failures: failures === 0 && status !== 0 ? 1 : failures, missing };
}

/**
 * The tests that were skipped, each with the reason that it gives (`test/helpers/needs.ts`). In a file that failed, they may
 * not have come to their turn.
 */
export function skippedTests(testResults) {
  const whole = testResults.filter(({ status }) => status !== 'failed');
  const all = whole.flatMap(({ assertionResults }) => assertionResults);
  const isSkipped = ({ status }) => status === 'pending' || status === 'skipped';
  return all.filter(isSkipped).map(({ fullName, meta }) => ({ name: fullName, reason: meta?.skipped }));
}
