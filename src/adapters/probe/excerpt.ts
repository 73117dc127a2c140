import { stripVTControlCharacters } from 'node:util';

/** How many bytes are kept of the beginning and the end of an output. */
const HEAD_BYTES = 2048;
const TAIL_BYTES = 4096;

const LINE_CHARS = 200;
const LINES = 3;

/** The first and the last lines of an output that may be endless. */
export interface Excerpt {
  readonly add: (chunk: Buffer) => void;
  /** `omitted` is the least number of lines in between. */
  lines(): { readonly first: readonly string[]; readonly omitted: number; readonly last: readonly string[] };
}

export function createExcerpt(): Excerpt {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let cut = 0;
  return {
    add(chunk) {
      const room = Math.max(HEAD_BYTES - head.length, 0);
      head = Buffer.concat([head, chunk.subarray(0, room)]);
      const all = Buffer.concat([tail, chunk.subarray(room)]);
      tail = all.subarray(-TAIL_BYTES);
      cut += newlines(all.subarray(0, all.length - tail.length));
    },
    lines() {
      const all = told(cut === 0 ? Buffer.concat([head, tail]) : head);
      if (cut === 0) {
        const omitted = Math.max(all.length - 2 * LINES, 0);
        return { first: all.slice(0, LINES), omitted, last: all.slice(LINES).slice(-LINES) };
      }
      const rest = told(tail);
      const [first, last] = [all.slice(0, LINES), rest.slice(-LINES)];
      return { first, omitted: all.length - first.length + cut + rest.length - last.length, last };
    },
  };
}

/** The lines that are not empty. */
function told(output: Buffer): string[] {
  return stripVTControlCharacters(output.toString())
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().slice(0, LINE_CHARS));
}

function newlines(output: Buffer): number {
  let count = 0;
  for (let at = output.indexOf(10); at >= 0; at = output.indexOf(10, at + 1)) count++;
  return count;
}
