// Runs all checks and tests, from the quick checks to the built program in a real terminal. Each check and each test
// counts as one; the last line is `N passed, N failed`. With arguments: runs only those test files, without the checks.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { countFailures, skippedTests } from './count.mjs';

process.chdir(resolve(import.meta.dirname, '..'));
const files = process.argv.slice(2);

const bin = (name, ...args) => [`node_modules/.bin/${name}`, ...args];
const script = (name, ...args) => [process.execPath, `scripts/${name}`, ...args];

const CHECKS = {
  types: bin('tsc', '-p', 'tsconfig.json'),
  'types of the core': bin('tsc', '-p', 'src/core/tsconfig.json'),
  'lint and format': bin('biome', 'check', '.'),
  layers: bin('depcruise', 'src', '--config', '.dependency-cruiser.cjs'),
  'dead code': bin('knip'),
  'code that only tests use': bin('knip', '--production', '-c', 'knip.production.json'),
  package: bin('publint'),
  'the package, installed': script('test-package.mjs'),
  'other releases of Node': script('test-nodes.mjs', '--short'),
};

let passed = 0;
let failed = 0;
tell('build', await run(script('build.mjs')));
// The tests mostly wait, so the checks run meanwhile, one after another. They are reported after the tests.
const checks = files.length === 0 ? runChecks() : [];
await runTests();
for (const [name, ran] of await checks) tell(name, ran);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function runChecks() {
  const done = [];
  for (const [name, command] of Object.entries(CHECKS)) done.push([name, await run(command)]);
  return done;
}

/** Runs a command to its end. Its output goes to this terminal or, by default, into the result. */
function run([command, ...args], output = 'pipe') {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', output, output] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name]?.setEncoding('utf8').on('data', (data) => {
        said[name] += data;
      });
    }
    child.on('error', ({ message }) => done({ status: null, stdout: '', stderr: message }));
    child.on('close', (status) => done({ status, ...said }));
  });
}

function tell(name, { status, stdout, stderr }) {
  const ok = status === 0;
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(stdout + stderr);
}

async function runTests() {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-test-'));
  const report = join(dir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const [vitest] = bin('vitest');
  const [listed, { status }] = await Promise.all([
    run([vitest, 'list', ...files, '--filesOnly', '--json']),
    run([vitest, 'run', ...reporters, ...files], 'inherit'),
  ]);
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

/** Prints why each test was skipped, and returns how many had no reason. Those count as failed. */
function sayWhatWasSkipped(testResults) {
  const skipped = skippedTests(testResults);
  for (const { name, reason } of skipped) {
    console.log(reason ? `skipped, since ${reason}: ${name}` : `FAIL skipped, and does not say why: ${name}`);
  }
  return skipped.filter(({ reason }) => !reason).length;
}
