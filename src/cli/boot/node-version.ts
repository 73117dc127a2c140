/**
 * The first module of the start chunk, so that it is run before anything that an older Node does not have. The build
 * writes that chunk in the language of Node 8 (`scripts/build.mjs`), so that an older one reads this far.
 */
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: zdev needs Node 20.19 or newer, and this is Node ${process.versions.node}\n`);
  process.exit(1);
}

// Node 21 and the first releases of 22 are newer than 20.19 and do not have it.
if (!process.getBuiltinModule) process.getBuiltinModule = require as typeof process.getBuiltinModule;
