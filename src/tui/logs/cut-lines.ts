import type { Line } from './line.ts';

/** Lines of one service that came in one piece: where it was printed, and its text as latin1. */
interface Source extends Pick<Line, 'service' | 'run' | 'at' | 'atMs'> {
  readonly latin1: string;
  /** No byte of it is beyond ASCII. */
  readonly isAscii: boolean;
}

/**
 * The whole lines in a part of a piece of output. Each is made when somebody looks at it, and is from then on the same. Of a
 * flood, hardly anybody looks at any: what is kept for each until then is where it ends.
 */
export class CutLines {
  readonly #source: Source;
  readonly #from: number;
  readonly #ends: readonly number[];
  #made: (Line | undefined)[] | null = null;

  /** From a place in the piece on, and each up to the newline at one of `ends`. */
  constructor(source: Source, from: number, ends: readonly number[]) {
    this.#source = source;
    this.#from = from;
    this.#ends = ends;
  }

  get count(): number {
    return this.#ends.length;
  }

  /** How many bytes a line has. */
  lengthOf(index: number): number {
    return this.#ends[index]! - this.#startOf(index);
  }

  at(index: number): Line {
    this.#made ??= new Array(this.count);
    const known = this.#made[index];
    if (known) return known;
    const line = this.#make(index);
    this.#made[index] = line;
    return line;
  }

  #startOf(index: number): number {
    return index === 0 ? this.#from : this.#ends[index - 1]! + 1;
  }

  #make(index: number): Line {
    const { service, run, at, atMs, latin1, isAscii } = this.#source;
    const start = this.#startOf(index);
    const bytes = latin1.slice(start, this.#ends[index]);
    const text = isAscii ? bytes : Buffer.from(bytes, 'latin1').toString();
    return { service, run, at: at + start, atMs, text, kind: 'output' };
  }
}
