import type { CutLines } from './cut-lines.ts';
import type { Line, Lines } from './line.ts';
import { LineStore } from './line-store.ts';
import type { ServiceLog } from './service-log.ts';

const LIMITS = { maxLines: 20_000, maxChars: 8 * 1024 * 1024 };
/** An unfinished line that has rested this long is shown: it is a prompt, and not half of what is being printed. */
const REST_MS = 100;

/** The output of all services, in the order in which lines were complete; behind it the prompts that wait. */
export class AllLog implements Lines {
  readonly #store = new LineStore(LIMITS);
  #prompts: readonly Line[] = [];

  get first(): number {
    return this.#store.first;
  }

  get end(): number {
    return this.#store.end + this.#prompts.length;
  }

  get wholeEnd(): number {
    return this.#store.end;
  }

  get hole(): Lines['hole'] {
    return this.#store.hole;
  }

  at(number: number): Line | undefined {
    return number >= this.#store.end ? this.#prompts[number - this.#store.end] : this.#store.at(number);
  }

  from(number: number): number {
    return number >= this.#store.end ? Math.min(number, this.end) : this.#store.from(number);
  }

  upTo(number: number): number {
    return number >= this.#store.end ? Math.min(number, this.end - 1) : this.#store.upTo(number);
  }

  push(line: Line): void {
    this.#store.push(line);
  }

  pushAll(cut: CutLines): void {
    this.#store.pushAll(cut);
  }

  /** Puts lines before the first, the oldest first. */
  prepend(lines: readonly Line[]): void {
    this.#store.prepend(lines);
  }

  /** A line that was pushed a while ago looks different now. */
  replace(before: Line, after: Line): void {
    this.#store.replace(before, after);
  }

  pin(number: number | null): void {
    this.#store.pin(number);
  }

  /** Looks which unfinished lines have rested. */
  lookForPrompts(logs: Iterable<ServiceLog>, nowMs: number): void {
    const prompts: Line[] = [];
    for (const log of logs) {
      const since = log.unfinishedSinceMs;
      if (since !== null && nowMs - since >= REST_MS && log.unfinished) prompts.push(log.unfinished);
    }
    this.#prompts = prompts;
  }
}
