// Everything that must hold, from the quick checks to the built program in a real terminal. Each check and each test
// counts as one; the last line is `N passed, N failed`. With arguments: only those test files, without the checks.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

process.chdir(resolve(import.meta.dirname, '..'));
const files = process.argv.slice(2);

const CHECKS = [
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['types of the core', 'tsc', '-p', 'src/core/tsconfig.json'],
  ['lint and format', 'biome', 'check', '.'],
  ['layers', 'depcruise', 'src', '--config', '.dependency-cruiser.cjs'],
  ['dead code', 'knip'],
  ['package', 'publint'],
];

let passed = 0;
let failed = 0;
run('build', [process.execPath, 'scripts/build.mjs']);
if (files.length === 0)
  for (const [name, command, ...args] of CHECKS) run(name, [`node_modules/.bin/${command}`, ...args]);
runTests();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run(name, [command, ...args]) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  const ok = status === 0;
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
}

function runTests() {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-test-'));
  const report = join(dir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const { status } = spawnSync('node_modules/.bin/vitest', ['run', ...reporters, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests;
    // A file that cannot even be loaded has no tests to fail.
    failed += testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
    if (numPendingTests > 0) sayWhatWasSkipped(testResults);
    if (status !== 0 && failed === 0) failed++;
  } catch (error) {
    failed++;
    console.log(`FAIL tests: no report: ${error.message}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Tests ask for a system that has what they test: permissions that bind (not root), /proc, git, lsof. */
function sayWhatWasSkipped(testResults) {
  const reason = process.getuid?.() === 0 ? 'root may do everything' : 'this system lacks what it needs';
  for (const { assertionResults } of testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'pending' || status === 'skipped') console.log(`skipped, since ${reason}: ${fullName}`);
    }
  }
}
