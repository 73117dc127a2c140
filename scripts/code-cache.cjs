// Stores what V8 has compiled of a chunk when it has started a service (without a command: when it was loaded), for
// src/cli/code-cache.ts. What is only needed later is left out: reading it back would cost every start.
//   node scripts/code-cache.cjs CHUNK [COMMAND]
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');
const { Script } = require('node:vm');

const filename = resolve(process.argv[2]);
const source = readFileSync(filename, 'latin1');
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, { filename });
const chunk = { exports: {} };
script.runInThisContext()(chunk.exports, createRequire(filename), chunk, filename, dirname(filename));
if (process.argv[3] === undefined) {
  store();
  process.exit();
}

const project = mkdtempSync(join(tmpdir(), 'zdev-build-'));
process.chdir(project);
// Only what the shell and Node have: the build must not need more on PATH.
writeFileSync('Procfile', `one: echo warm > started; exec '${process.execPath}' -e 'setInterval(() => {}, 1e6)'\n`);
chunk.exports[process.argv[3]]({ 'no-tui': true }, []).then((status) => {
  process.chdir(tmpdir());
  removeSoon(project);
  process.exit(status);
});

const poll = setInterval(() => {
  if (!existsSync('started')) return;
  clearInterval(poll);
  store();
  process.kill(process.pid, 'SIGINT');
}, 1);

function store() {
  writeFileSync(`${filename}.cache`, script.createCachedData());
}

/** What zdev makes for its next start may still be on its way into the directory. */
function removeSoon(dir) {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
