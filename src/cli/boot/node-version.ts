/**
 * The first module of the start chunk, so it runs before anything that an older Node lacks. The build writes that chunk
 * in the language of Node 8 (`scripts/build.mjs`), so that an older Node can read this far.
 */
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: zdev needs Node 20.19 or newer, and this is Node ${process.versions.node}\n`);
  process.exit(1);
}

// Node 21 and the first releases of 22 are newer than 20.19, but lack it.
if (!process.getBuiltinModule) process.getBuiltinModule = require as typeof process.getBuiltinModule;
