import type { Line } from './line.ts';

/** Lines of one service that came in one piece: their place, and their text as latin1. */
interface Source extends Pick<Line, 'service' | 'run' | 'at' | 'atMs'> {
  readonly latin1: string;
  /** All its bytes are ASCII. */
  readonly isAscii: boolean;
}

/**
 * The whole lines in a part of a piece of output. Each line object is made on first access, and is then kept. In a
 * flood, hardly any line is accessed, so until then only its end is stored.
 */
export class CutLines {
  readonly #source: Source;
  readonly #from: number;
  readonly #ends: readonly number[];
  #made: (Line | undefined)[] | null = null;

  /** Lines from `from` on, each up to the newline at one of `ends`. */
  constructor(source: Source, from: number, ends: readonly number[]) {
    this.#source = source;
    this.#from = from;
    this.#ends = ends;
  }

  get count(): number {
    return this.#ends.length;
  }

  /** The number of bytes of a line. */
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
