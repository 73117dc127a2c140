import { promises } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

type Require = NodeJS.Require;

/** The name of the global function that every chunk asks before it loads another one; see `scripts/build.mjs`. */
const HELD = 'zdevHeld';

/** Matches the names of other chunks that a chunk, or a thread that it starts, may load later. */
const LATER = /["`](?:\.\/)?([\w-]+\.cjs)["`]/g;
/** Chunks of commands: only a command line loads these. */
const COMMAND = /^cli-commands-/;

/**
 * Reads all chunks that a chunk of this program may ever load. So the program keeps working if the package is removed
 * or replaced while it runs (`npm ci`, a branch switch). They are kept as text, because most are never needed. Chunks
 * that cannot be read are loaded as usual.
 */
export async function holdChunks(root: string): Promise<void> {
  const texts = new Map<string, string>();
  const seen = new Set([root]);
  for (let names = [root]; names.length > 0; ) {
    const found = await Promise.all(
      names.map((name) => promises.readFile(join(__dirname, name), 'latin1').catch(() => '')),
    );
    names.forEach((name, index) => void texts.set(name, found[index] as string));
    const next = found.flatMap((text) => [...text.matchAll(LATER)].map(([, name]) => name as string));
    names = [...new Set(next)].filter((name) => !seen.has(name) && !COMMAND.test(name));
    for (const name of names) seen.add(name);
  }
  const loaded = new Map<string, { exports: unknown }>();
  const load = (id: string, require: Require): unknown => {
    const name = id.startsWith('./') ? id.slice(2) : '';
    const text = texts.get(name);
    if (!text) return undefined;
    const filename = join(__dirname, name);
    const known = loaded.get(name) ?? require.cache[filename];
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    const script = new Script(wrapped(text), { filename });
    script.runInThisContext()(module.exports, require, module, filename, __dirname);
    return module.exports;
  };
  // A thread loads its chunks itself, and uses `text` for that.
  (globalThis as Record<string, unknown>)[HELD] = Object.assign(load, { text: (name: string) => texts.get(name) });
}

function wrapped(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
}
