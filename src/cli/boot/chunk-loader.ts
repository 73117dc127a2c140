/**
 * Loads another chunk, or returns undefined to leave that to Node. Every chunk asks the global function of this name
 * before it loads another one (see `scripts/build.mjs`). `text` is the text of the chunk, if its file must not be read.
 */
export interface ChunkLoader {
  (id: string, require: NodeJS.Require, text?: string): unknown;
  /** Names the V8 flags that were set since the start. Compiled code only fits the same flags. */
  flags?: string;
  /** Returns the text of a chunk whose file may be gone. */
  text?(name: string): string | undefined;
}

const place = globalThis as { zdevHeld?: ChunkLoader };

/** Returns the loader of this process; undefined if Node loads all chunks. */
export function chunkLoader(): ChunkLoader | undefined {
  return place.zdevHeld;
}

export function setChunkLoader(loader: ChunkLoader): void {
  place.zdevHeld = loader;
}

/** The name of the chunk with this `id`; null for a module that is not a chunk of zdev. */
export function chunkName(id: string): string | null {
  return id.startsWith('./') && id.endsWith('.cjs') ? id.slice(2) : null;
}

/** Makes a function of the text of a chunk, as Node does it. */
export function wrapped(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
}
