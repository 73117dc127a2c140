import type { CutLines } from './cut-lines.ts';
import type { Line, Lines } from './line.ts';
import { LineStore } from './line-store.ts';
import type { ServiceLog } from './service-log.ts';

const LIMITS = { maxLines: 20_000, maxChars: 8 * 1024 * 1024 };
/** An unfinished line is shown after this time without change, because it is then a prompt, and not half a line. */
const REST_MS = 100;

/** The output of all services, in the order in which lines were completed. Waiting prompts come last. */
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

  /** Puts lines before the first line. `lines` begins with the oldest. */
  prepend(lines: readonly Line[]): void {
    this.#store.prepend(lines);
  }

  /** A line that was pushed earlier looks different now. */
  replace(before: Line, after: Line): void {
    this.#store.replace(before, after);
  }

  pin(number: number | null): void {
    this.#store.pin(number);
  }

  /** Finds the unfinished lines that have not changed for a while. */
  lookForPrompts(logs: Iterable<ServiceLog>, nowMs: number): void {
    const prompts: Line[] = [];
    for (const log of logs) {
      const since = log.unfinishedSinceMs;
      if (since !== null && Math.abs(nowMs - since) >= REST_MS && log.unfinished) prompts.push(log.unfinished);
    }
    this.#prompts = prompts;
  }
}
