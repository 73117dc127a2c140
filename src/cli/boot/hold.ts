import { promises } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type ChunkLoader, chunkLoader, chunkName, setChunkLoader, wrapped } from './chunk-loader.ts';

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
  const compiled = chunkLoader();
  const load: ChunkLoader = (id, require) => {
    const name = chunkName(id);
    const text = name === null ? undefined : texts.get(name);
    if (name === null || !text) return compiled?.(id, require);
    const filename = join(__dirname, name);
    const known = loaded.get(name) ?? require.cache[filename];
    if (known) return known.exports;
    const found = compiled?.(id, require, text);
    if (found !== undefined) return found;
    const module = { exports: {} };
    loaded.set(name, module);
    const script = new Script(wrapped(text), { filename });
    script.runInThisContext()(module.exports, require, module, filename, __dirname);
    return module.exports;
  };
  // A thread loads its chunks itself, and uses `text` for that.
  setChunkLoader(Object.assign(load, { flags: compiled?.flags ?? '', text: (name: string) => texts.get(name) }));
}
