/**
 * The number of failures in a JSON report of vitest. A file of `expected` (absolute paths) that is not in the report
 * never ran. A file that could not be loaded or set up has no failed test. Each of these counts as one failure.
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
 * The skipped tests, each with its reason (`test/helpers/needs.ts`). In a file that failed, they may not have been
 * reached.
 */
export function skippedTests(testResults) {
  const whole = testResults.filter(({ status }) => status !== 'failed');
  const all = whole.flatMap(({ assertionResults }) => assertionResults);
  const isSkipped = ({ status }) => status === 'pending' || status === 'skipped';
  return all.filter(isSkipped).map(({ fullName, meta }) => ({ name: fullName, reason: meta?.skipped }));
}
