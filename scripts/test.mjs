// Everything that must hold, from the quick checks to the built program in a real terminal. Each check and each test
// counts as one; the last line is `N passed, N failed`. With arguments: only those test files, without the checks.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { countFailures, skippedTests } from './count.mjs';

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

const VITEST = 'node_modules/.bin/vitest';

let passed = 0;
let failed = 0;
run('build', [process.execPath, 'scripts/build.mjs']);
if (files.length === 0) {
  for (const [name, command, ...args] of CHECKS) run(name, [`node_modules/.bin/${command}`, ...args]);
  run('the package, installed', [process.execPath, 'scripts/test-package.mjs']);
  run('other releases of Node', [process.execPath, 'scripts/test-nodes.mjs', '--short']);
}
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
  const listed = spawnSync(VITEST, ['list', ...files, '--filesOnly', '--json'], { encoding: 'utf8' });
  const { status } = spawnSync(VITEST, ['run', ...reporters, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const expected = JSON.parse(listed.stdout).map(({ file }) => file);
    const results = JSON.parse(readFileSync(report, 'utf8'));
    const { failures, missing } = countFailures(results, { expected, status });
    passed += results.numPassedTests;
    failed += failures;
    for (const file of missing) console.log(`FAIL never ran: ${file}`);
    failed += sayWhatWasSkipped(results.testResults);
  } catch (error) {
    failed++;
    console.log(`FAIL tests: no report: ${error.message}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Says why each was skipped, and gives how many were for no reason: those count as failed. */
function sayWhatWasSkipped(testResults) {
  const skipped = skippedTests(testResults);
  for (const { name, reason } of skipped) {
    console.log(reason ? `skipped, since ${reason}: ${name}` : `FAIL skipped, and does not say why: ${name}`);
  }
  return skipped.filter(({ reason }) => !reason).length;
}
