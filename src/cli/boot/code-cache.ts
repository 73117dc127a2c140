import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type CodeCachePlace, codeCachePlace } from './code-cache-dir.ts';
import { type CodeOrigin, keepNewest, readCode, writeCode } from './code-cache-file.ts';

/** By then, all code that a start needs is compiled, and V8 has not discarded any of it yet. */
const STARTED_MS = 500;

/**
 * A command ends long before `STARTED_MS`. Its code is gathered from this many runs, because they do not all do the
 * same.
 */
const SHORT_RUNS = 4;

/** How many executables and installations of zdev are remembered. Each takes up to 1 MB. */
const KEPT = 32;

/**
 * `require` for a chunk whose compiled code is kept for the next start, which saves 5 ms or more. The first run of each
 * Node executable stores what V8 has compiled, in the user's cache directory. Null if there is no such directory, or if
 * Node has its own cache (from 22.1), which is then switched on. The caller then loads the chunk as usual.
 */
export function requireCached<T>(name: string): T | null {
  place ??= ownPlace();
  if (place === 'none') return null;
  const filename = join(__dirname, name);
  const path = join(place.dir, name.replace(/cjs$/, 'v8'));
  const origin = { key: place.key, source: readFileSync(filename) };
  const stored = readCode(path, origin);
  const options = stored ? { filename, cachedData: stored.code } : { filename };
  const script = new Script(wrapped(origin.source.toString('latin1')), options);
  // V8 rejects it if code has set V8 flags since. The key does not include these.
  const shortRuns = stored !== null && !script.cachedDataRejected ? stored.shortRuns : null;
  if (shortRuns !== 0) storeLater(script, { path, origin, place, shortRuns: shortRuns ?? 0 });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, __dirname);
  return module.exports as T;
}

/** `requireCached`, for chunks that it loads: they have no copy of it. */
export type LoadCompiled = typeof requireCached;

/** Determined once per process. `none`: Node's own cache is used, or there is no place for one. */
let place: CodeCachePlace | 'none' | undefined;

function ownPlace(): CodeCachePlace | 'none' {
  const found = codeCachePlace(__dirname);
  return found === null || letNodeCache(found) ? 'none' : found;
}

function storeLater(
  script: Script,
  of: { path: string; origin: CodeOrigin; place: CodeCachePlace; shortRuns: number },
): void {
  const flags = flagsNow();
  whenStarted((early) => {
    // The screen sets V8 flags after its start. No start would accept code stored under these flags.
    if ((early && of.shortRuns >= SHORT_RUNS) || flagsNow() !== flags) return;
    writeCode(of.path, of.origin, { code: script.createCachedData(), shortRuns: early ? of.shortRuns + 1 : 0 });
    prune(of.place);
  });
}

/** Changes with the flags of V8. V8 accepts compiled code only under the same flags. */
function flagsNow(): number {
  return process.getBuiltinModule('node:v8').cachedDataVersionTag();
}

/** Node stores compiled code when the process ends, or earlier if told to (from 22.10). */
function letNodeCache(place: CodeCachePlace): boolean {
  if (Number.parseInt(process.versions.node, 10) < 22) return false; // saves Node 20 from loading the module
  const { enableCompileCache, flushCompileCache } = process.getBuiltinModule('node:module') as {
    enableCompileCache?: (dir: string) => unknown;
    flushCompileCache?: () => void;
  };
  if (!enableCompileCache) return false;
  enableCompileCache(place.dir);
  whenStarted((early) => {
    if (!early) flushCompileCache?.();
    prune(place);
  });
  return true;
}

/** Calls `act` once: a while after the start, or at the end of the process if that comes first. */
function whenStarted(act: (early: boolean) => void): void {
  const once = (early: boolean) => {
    clearTimeout(timer);
    process.off('exit', atExit);
    try {
      act(early);
    } catch {
      // A full disk or a missing directory: the next run tries again.
    }
  };
  const atExit = () => once(true);
  const timer = setTimeout(once, STARTED_MS, false).unref();
  process.on('exit', atExit);
}

function prune({ root, prefix }: CodeCachePlace): void {
  keepNewest(root, { prefix, count: KEPT });
}

function wrapped(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
}
