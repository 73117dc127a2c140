import type { CutLines } from './cut-lines.ts';
import type { Line, Lines } from './line.ts';

const BLOCK_BITS = 9;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
/** How many lines after a reader's position stay after a flood has overtaken it. */
const HELD_LINES = 2000;

/** How many of the newest lines are searched for a changed one. */
const REPLACED_LINES = 5000;

const HOLE = 'lines are missing here: they did not fit into memory; the log file has them (e opens it)';

/** Lines that were pushed together, and the number of the first. */
interface Together {
  readonly first: number;
  readonly cut: CutLines;
}

/** What is stored for a number: its line, or the group of lines that contains it. */
type Slot = Line | Together;

interface Block {
  readonly key: number;
  readonly slots: Slot[];
}

interface Held {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

const NO_BLOCK: Block = { key: Number.NaN, slots: [] };

/** How much a store keeps. */
interface Limits {
  readonly maxLines: number;
  /** Of text, in characters. */
  readonly maxChars: number;
}

/**
 * The last lines of a log. New lines are pushed at the end, and older ones can be put before the first (from the log
 * files). Lines beyond the limits are dropped from the front, but some lines stay at the position of a reader.
 */
export class LineStore implements Lines {
  #first = 0;
  #end = 0;
  #chars = 0;
  /** Lines before the first that are kept for a reader, at most up to `limit`. */
  #held: Held | null = null;
  #pinned: number | null = null;
  readonly #blocks = new Map<number, Slot[]>();
  /** The blocks of the last insertion and removal. The next ones almost always need the same blocks. */
  #newest: Block = NO_BLOCK;
  #oldest: Block = NO_BLOCK;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get first(): number {
    return this.#held?.from ?? this.#first;
  }

  get end(): number {
    return this.#end;
  }

  get wholeEnd(): number {
    return this.#end;
  }

  get hole(): Lines['hole'] {
    const held = this.#held;
    return held && held.to < this.#first ? { from: held.to, to: this.#first } : null;
  }

  at(number: number): Line | undefined {
    const there = (number >= this.#first && number < this.#end) || this.#isHeld(number);
    const slot = there ? this.#slotOf(number) : undefined;
    return slot && 'cut' in slot ? slot.cut.at(number - slot.first) : slot;
  }

  from(number: number): number {
    if (number >= this.#first) return Math.min(number, this.#end);
    if (this.#held && number < this.#held.to) return Math.max(number, this.#held.from);
    return this.#first;
  }

  upTo(number: number): number {
    if (number >= this.#end) return this.#end - 1;
    if (number >= this.#first) return number;
    return this.#held ? Math.min(number, this.#held.to - 1) : this.#first - 1;
  }

  push(line: Line): void {
    this.#put(this.#end++, line);
    this.#chars += line.text.length;
    this.#trim();
  }

  pushAll(cut: CutLines): void {
    const together = { first: this.#end, cut };
    for (let index = 0; index < cut.count; index++) {
      this.#put(this.#end++, together);
      this.#chars += cut.lengthOf(index);
    }
    this.#trim();
  }

  /** Replaces one of the newest lines. Does nothing if the line is gone. */
  replace(before: Line, after: Line): void {
    const oldest = Math.max(this.#first, this.#end - REPLACED_LINES);
    for (let number = this.#end - 1; number >= oldest; number--) {
      if (this.at(number) !== before) continue;
      this.#chars += after.text.length - charsOf(this.#slotOf(number), number);
      this.#put(number, after);
      return;
    }
  }

  /** Removes the newest line. The next line gets its number. Null if there is none. */
  pop(): Line | null {
    const line = this.#end > this.#first ? this.at(this.#end - 1) : undefined;
    if (!line) return null;
    this.#end--;
    this.#chars -= charsOf(this.#slotOf(this.#end), this.#end);
    return line;
  }

  /**
   * Puts older lines before the first. `lines` begins with the oldest. They are the first to be dropped when new lines
   * come, unless a reader holds the lines after them.
   */
  prepend(lines: readonly Line[]): void {
    const from = this.first - lines.length;
    lines.forEach((line, i) => {
      this.#put(from + i, line);
    });
    if (this.#held) {
      this.#held = { ...this.#held, from };
      return;
    }
    this.#first = from;
    for (const line of lines) this.#chars += line.text.length;
  }

  /** A reader has stopped at this line: it and the following lines stay. Null: the reader follows the newest lines. */
  pin(number: number | null): void {
    this.#pinned = number;
    if (this.#held && (number === null || number >= this.#first)) this.#release();
  }

  #slotOf(number: number): Slot | undefined {
    return this.#blocks.get(number >> BLOCK_BITS)?.[number & BLOCK_MASK];
  }

  #put(number: number, slot: Slot): void {
    const key = number >> BLOCK_BITS;
    if (this.#newest.key !== key) {
      const slots = this.#blocks.get(key) ?? [];
      this.#blocks.set(key, slots);
      this.#newest = { key, slots };
    }
    this.#newest.slots[number & BLOCK_MASK] = slot;
  }

  #trim(): void {
    const { maxLines, maxChars } = this.#limits;
    while (this.#end - this.#first > maxLines || (this.#chars > maxChars && this.#end - this.#first > 1)) {
      const number = this.#first++;
      this.#chars -= charsOf(this.#oldestBlock(number)[number & BLOCK_MASK], number);
      if (this.#pinned === number) this.#held ??= { from: number, to: number, limit: number + HELD_LINES };
      const held = this.#held;
      if (held && number === held.to && number < held.limit) this.#hold(held, number);
      else this.#drop(number);
    }
  }

  /** The last held line says that lines are missing after it. */
  #hold(held: Held, number: number): void {
    this.#held = { ...held, to: number + 1 };
    const line = this.at(number);
    if (line && number === held.limit - 1) this.#put(number, { ...line, kind: 'note', at: -1, text: HOLE });
  }

  /** The line is already unreachable; the memory is freed with the last line of its block. */
  #drop(number: number): void {
    const key = number >> BLOCK_BITS;
    if ((number & BLOCK_MASK) === BLOCK_MASK && !this.#holdsBlock(key)) this.#forget(key);
  }

  #oldestBlock(number: number): readonly Slot[] {
    const key = number >> BLOCK_BITS;
    if (this.#oldest.key !== key) this.#oldest = { key, slots: this.#blocks.get(key) ?? [] };
    return this.#oldest.slots;
  }

  #forget(key: number): void {
    this.#blocks.delete(key);
    if (this.#newest.key === key) this.#newest = NO_BLOCK;
    if (this.#oldest.key === key) this.#oldest = NO_BLOCK;
  }

  #holdsBlock(key: number): boolean {
    return this.#held !== null && this.#held.to > key << BLOCK_BITS;
  }

  #release(): void {
    this.#held = null;
    for (const key of this.#blocks.keys()) {
      if ((key + 1) << BLOCK_BITS <= this.#first) this.#forget(key);
    }
  }

  #isHeld(number: number): boolean {
    return this.#held !== null && number >= this.#held.from && number < this.#held.to;
  }
}

/** The size of a line: in bytes if it was pushed in a group. */
function charsOf(slot: Slot | undefined, number: number): number {
  if (!slot) return 0;
  return 'cut' in slot ? slot.cut.lengthOf(number - slot.first) : slot.text.length;
}
