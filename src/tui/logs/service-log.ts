import { movesUp, unfinishedSequence } from '../../text/drawing/moves-up.ts';
import type { PageSize } from '../../text/drawing/page.ts';
import { CutLines } from './cut-lines.ts';
import { type DrawnEvents, DrawnLines } from './drawn-lines.ts';
import type { Line, Lines } from './line.ts';
import { LineStore } from './line-store.ts';

/** A longer line is cut here, with a mark. The file contains the whole line. */
const MAX_LINE_BYTES = 8 * 1024;
const BEYOND_ASCII = /[\x80-\xff]/;
const LIMITS = { maxLines: 10_000, maxChars: 4 * 1024 * 1024 };

/** Some bytes that a service has printed. */
export interface ReceivedPiece {
  readonly run: number;
  /** Where they begin in the output of the run. */
  readonly at: number;
  /** In milliseconds since 1970. */
  readonly atMs: number;
  readonly data: Buffer;
}

/** Callbacks for the lines of a service. */
interface LogEvents extends DrawnEvents {
  /** Several lines are complete, and none of them was redrawn. */
  addedAll(cut: CutLines): void;
}

type OutputPosition = Pick<ReceivedPiece, 'run' | 'at' | 'atMs'>;

/**
 * The output of one service as lines. The last line may be unfinished (a prompt): it is the newest, and grows under the
 * same number. If a program overwrites earlier lines, as many as are on its screen may still change under their
 * numbers.
 */
export class ServiceLog implements Lines {
  readonly service: string;
  readonly #store = new LineStore(LIMITS);
  readonly #events: LogEvents;
  readonly #size: () => PageSize;
  #drawn: { readonly lines: DrawnLines; readonly run: number } | null = null;
  /** The beginning of a sequence at the end of the last output. */
  #sequence = '';
  #held: Buffer[] = [];
  #heldBytes = 0;
  #start: OutputPosition | null = null;
  #unfinished: Line | null = null;

  /** `size` is the size of the terminal that its program draws on. */
  constructor(service: string, events: LogEvents, size: () => PageSize) {
    this.service = service;
    this.#events = events;
    this.#size = size;
  }

  get first(): number {
    return this.#store.first;
  }

  get end(): number {
    return this.#store.end + (this.#drawn ? this.#drawn.lines.lines.length : this.#start ? 1 : 0);
  }

  get hole(): Lines['hole'] {
    return this.#store.hole;
  }

  at(number: number): Line | undefined {
    if (this.#drawn && number >= this.#store.end) return this.#drawn.lines.lines[number - this.#store.end];
    return number === this.#store.end ? (this.unfinished ?? undefined) : this.#store.at(number);
  }

  from(number: number): number {
    return number >= this.#store.end ? Math.min(number, this.end) : this.#store.from(number);
  }

  upTo(number: number): number {
    return number >= this.#store.end ? Math.min(number, this.end - 1) : this.#store.upTo(number);
  }

  /** The line without a newline. */
  get unfinished(): Line | null {
    if (this.#drawn) return this.#drawn.lines.unfinished;
    if (this.#start && !this.#unfinished) {
      const bytes = Buffer.concat(this.#held);
      this.#unfinished = this.#line(this.#start, this.#start.at, bytes, 0, bytes.length);
    }
    return this.#unfinished;
  }

  /** When that line began, in milliseconds since 1970; null if there is none. */
  get unfinishedSinceMs(): number | null {
    return this.#drawn ? (this.#drawn.lines.unfinished?.atMs ?? null) : (this.#start?.atMs ?? null);
  }

  get wholeEnd(): number {
    return this.#store.end;
  }

  /** `latin1` are its bytes as text, if the caller has that already. */
  write(piece: ReceivedPiece, latin1 = piece.data.toString('latin1')): void {
    const { data, run } = piece;
    if ((this.#drawn ?? this.#start)?.run !== run) this.endRun();
    if (!this.#drawn && this.#goesUp(latin1)) this.#draw(run);
    if (this.#drawn) return this.#writeDrawn(this.#drawn.lines, piece);
    const { at, atMs } = piece;
    const source = { service: this.service, run, at, atMs, latin1, isAscii: !BEYOND_ASCII.test(latin1) };
    let ends: number[] = [];
    /** Where the lines of `ends` begin. `start` is where the next line begins. */
    let from = 0;
    let start = 0;
    const push = () => {
      if (ends.length > 0) this.#pushAll(new CutLines(source, from, ends));
      ends = [];
    };
    for (let end = latin1.indexOf('\n'); end >= 0; end = latin1.indexOf('\n', start)) {
      if (!this.#start && end - start <= MAX_LINE_BYTES) ends.push(end);
      else {
        push();
        if (this.#start) this.#finish(data.subarray(start, end));
        else this.#push(this.#line(piece, at + start, data, start, end));
        from = end + 1;
      }
      start = end + 1;
    }
    push();
    if (start < data.length) this.#hold(data.subarray(start), { run, at: at + start, atMs });
  }

  /** At the end of a run, text without a newline becomes a line. */
  endRun(): void {
    this.#settle();
    if (this.#start) this.#finish(Buffer.alloc(0));
  }

  /** Adds a line that the service has not printed. An unfinished line continues after it. */
  say(line: Pick<Line, 'kind' | 'text' | 'atMs' | 'level'>): void {
    this.#push({ service: this.service, run: 0, at: -1, ...line });
  }

  prepend(lines: readonly Line[]): void {
    this.#store.prepend(lines);
  }

  pin(number: number | null): void {
    this.#store.pin(number);
  }

  #goesUp(latin1: string): boolean {
    if (this.#sequence === '' && !latin1.includes('\x1b')) return false;
    const text = this.#sequence + latin1;
    this.#sequence = unfinishedSequence(text);
    return movesUp(text);
  }

  /** From now on, the program overwrites the lines on its screen. */
  #draw(run: number): void {
    const size = this.#size();
    const unfinished = Buffer.concat(this.#held).toString();
    this.#forgetHeld();
    const before: Line[] = [];
    while (before.length < size.rows) {
      const line = this.#store.at(this.#store.end - 1);
      if (line?.kind !== 'output' || line.run !== run) break;
      this.#store.pop();
      before.unshift(line);
    }
    this.#drawn = { lines: new DrawnLines(size, before, unfinished, this.#events), run };
    this.#sequence = '';
  }

  #writeDrawn(drawn: DrawnLines, { data, ...place }: ReceivedPiece): void {
    const blank: Line = { service: this.service, ...place, text: '', kind: 'output' };
    for (const line of drawn.write(data, blank, this.#size())) this.#store.push(line);
    if (drawn.isCalm) this.#settle();
  }

  /** Makes the drawn lines final. An unfinished line continues as a normal line. */
  #settle(): void {
    const drawn = this.#drawn?.lines;
    this.#drawn = null;
    this.#sequence = '';
    if (!drawn) return;
    const { unfinished } = drawn;
    for (const line of drawn.lines) if (line !== unfinished) this.#store.push(line);
    if (unfinished) this.#hold(Buffer.from(unfinished.text), unfinished);
  }

  #forgetHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#start = null;
    this.#unfinished = null;
  }

  #hold(bytes: Buffer, place: OutputPosition): void {
    this.#start ??= place;
    this.#unfinished = null;
    if (this.#heldBytes > MAX_LINE_BYTES) {
      this.#heldBytes += bytes.length;
      return;
    }
    this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
  }

  #finish(rest: Buffer): void {
    const start = this.#start as OutputPosition;
    this.#hold(rest, start);
    const bytes = Buffer.concat(this.#held);
    const line = this.#line(start, start.at, bytes, 0, bytes.length, this.#heldBytes);
    this.#forgetHeld();
    this.#push(line);
  }

  #push(line: Line): void {
    this.#store.push(line);
    this.#events.added(line);
  }

  #pushAll(cut: CutLines): void {
    this.#store.pushAll(cut);
    this.#events.addedAll(cut);
  }

  #line(
    { run, atMs }: OutputPosition,
    at: number,
    bytes: Buffer,
    start: number,
    end: number,
    length = end - start,
  ): Line {
    const text =
      length <= MAX_LINE_BYTES
        ? bytes.toString('utf8', start, end)
        : `${bytes.toString('utf8', start, start + MAX_LINE_BYTES)} … (${length - MAX_LINE_BYTES} more bytes)`;
    return { service: this.service, run, at, atMs, text, kind: 'output' };
  }
}
