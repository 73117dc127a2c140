import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type ChunkLoader, chunkLoader, chunkName, setChunkLoader, wrapped } from './chunk-loader.ts';
import { type CodeCacheLocation, codeCacheLocation } from './code-cache-dir.ts';
import { type CodeOrigin, keepNewest, readCode, writeCode } from './code-cache-file.ts';

/** By then, all code that a start needs is compiled, and V8 has not discarded any of it yet. */
const STARTED_MS = 500;

/**
 * A command ends long before `STARTED_MS`. Its code is gathered from this many runs, because they do not all do the
 * same.
 */
const SHORT_RUNS = 4;

/** How many executables and installations of zdev are remembered. Each takes some 8 MB. */
const KEPT = 8;

/** Commands that people wait for. The code of the others is not kept: they are large, and rarely used. */
const COMMANDS = /^cli-commands-(?!(?:up|supervise-owned|ps|why|tree|logs|start|stop|restart|down)\.cjs$)/;

/**
 * Loads every chunk from now on together with its compiled code, which saves some milliseconds for each. The first run
 * of each Node executable stores what V8 has compiled, in the user's cache directory. If there is no such directory, or
 * if Node has its own cache (from 22.1), which is then switched on, Node loads the chunks.
 */
export function loadWithCompiledCode(): void {
  const found = codeCacheLocation(__dirname);
  if (found === null || letNodeCache(found)) return;
  const loaded = new Map<string, { exports: unknown }>();
  const loader: ChunkLoader = (id, require, text) => {
    const name = chunkName(id);
    if (name === null || COMMANDS.test(name)) return undefined;
    const known = loaded.get(name);
    if (known) return known.exports;
    const filename = join(__dirname, name);
    const source = text === undefined ? readOrNull(filename) : Buffer.from(text, 'latin1');
    if (source === null) return undefined;
    const script = compiled({ name, filename, source, place: found, flags: loader.flags ?? '' });
    const module = { exports: {} };
    loaded.set(name, module);
    script.runInThisContext()(module.exports, require, module, filename, __dirname);
    return module.exports;
  };
  setChunkLoader(loader);
}

interface Chunk {
  readonly name: string;
  readonly filename: string;
  readonly source: Buffer;
  readonly place: CodeCacheLocation;
  readonly flags: string;
}

function compiled({ name, filename, source, place, flags }: Chunk): Script {
  const path = join(place.dir, name.replace(/cjs$/, `${flags}v8`));
  const origin = { key: place.key, source };
  const stored = readCode(path, origin);
  const options = stored ? { filename, cachedData: stored.code } : { filename };
  const script = new Script(wrapped(source.toString('latin1')), options);
  // V8 rejects stored code under other flags.
  const shortRuns = stored !== null && !script.cachedDataRejected ? stored.shortRuns : null;
  if (shortRuns !== 0) storeLater({ script, path, origin, place, flags, shortRuns: shortRuns ?? 0 });
  return script;
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

interface Storable {
  readonly script: Script;
  readonly path: string;
  readonly origin: CodeOrigin;
  readonly place: CodeCacheLocation;
  readonly flags: string;
  readonly shortRuns: number;
}

/** Chunks whose code will be stored next. */
let storable: Storable[] = [];

function storeLater(chunk: Storable): void {
  if (storable.push(chunk) === 1) whenStarted(store);
}

function store(early: boolean): void {
  const chunks = storable;
  storable = [];
  let place: CodeCacheLocation | null = null;
  for (const { script, path, origin, flags, shortRuns, ...chunk } of chunks) {
    // No start would accept code that is stored under other flags.
    if ((early && shortRuns >= SHORT_RUNS) || flags !== (chunkLoader()?.flags ?? '')) continue;
    writeCode(path, origin, { code: script.createCachedData(), shortRuns: early ? shortRuns + 1 : 0 });
    place = chunk.place;
  }
  if (place) prune(place);
}

/** Node stores compiled code when the process ends, or earlier if told to (from 22.10). */
function letNodeCache(place: CodeCacheLocation): boolean {
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

function prune({ root, prefix }: CodeCacheLocation): void {
  keepNewest(root, { prefix, count: KEPT });
}
