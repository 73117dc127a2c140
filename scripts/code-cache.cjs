// Stores what V8 has compiled of a chunk after it has brought up and taken down a small project, for src/cli/code-cache.ts.
//   node scripts/code-cache.cjs CHUNK
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');
const { Script } = require('node:vm');

const filename = resolve(process.argv[2]);
const source = readFileSync(filename, 'latin1');
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, { filename });
const chunk = { exports: {} };
script.runInThisContext()(chunk.exports, createRequire(filename), chunk, filename, dirname(filename));

const project = mkdtempSync(join(tmpdir(), 'zdev-build-'));
process.chdir(project);
writeFileSync('Procfile', 'one: echo warm\n');
chunk.exports.up({ 'no-tui': true }, []).then((status) => {
  writeFileSync(`${filename}.cache`, script.createCachedData());
  process.chdir(tmpdir());
  rmSync(project, { recursive: true, force: true });
  process.exit(status);
});
