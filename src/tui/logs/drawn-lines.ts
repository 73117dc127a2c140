import { Drawing } from '../../text/drawing/drawing.ts';
import type { PageSize } from '../../text/drawing/page.ts';
import type { Line } from './line.ts';

/** After this many lines without going up again, the lines are final, because a program that only prints costs less. */
const CALM_LINES = 200;

/** Callbacks for lines that a program overwrites. */
export interface DrawnEvents {
  /** A line is complete for the first time. */
  added(line: Line): void;
  /** A line that was added looks different now. */
  changed(before: Line, after: Line): void;
}

/** A line that may still change, and whether `added` was called for it. */
interface OpenLine {
  readonly line: Line;
  readonly isAdded: boolean;
}

/** The newest lines of a run whose program overwrites lines that it has printed before. */
export class DrawnLines {
  readonly #drawing: Drawing;
  readonly #decoder = new TextDecoder();
  readonly #events: DrawnEvents;
  #open: readonly OpenLine[] = [];
  #isUnfinished = false;

  /**
   * `before` are the newest whole lines of the run, as many as are on the screen; `unfinished` is the text of the
   * unfinished line.
   */
  constructor(size: PageSize, before: readonly Line[], unfinished: string, events: DrawnEvents) {
    this.#events = events;
    this.#drawing = new Drawing(size);
    this.#open = before.map((line) => ({ line, isAdded: true }));
    this.#drawing.write(before.map(({ text }) => `${text}\r\n`).join('') + unfinished);
  }

  /** Lines that may still change. The last one may be unfinished. */
  get lines(): readonly Line[] {
    return this.#open.map(({ line }) => line);
  }

  get unfinished(): Line | null {
    return this.#isUnfinished ? (this.#open.at(-1)?.line ?? null) : null;
  }

  /** Whether the program has redrawn nothing for a while. */
  get isCalm(): boolean {
    return this.#drawing.rowsSinceMove > CALM_LINES;
  }

  /**
   * Takes output. `blank` is a line without text for what is known of new lines. Returns the lines that can no longer
   * change.
   */
  write(data: Buffer, blank: Line, size: PageSize): readonly Line[] {
    this.#drawing.resize(size);
    this.#drawing.write(this.#decoder.decode(data, { stream: true }));
    const { settled, open, isUnfinished } = this.#drawing.take();
    const texts = [...settled, ...open];
    const before = this.#open;
    this.#isUnfinished = isUnfinished;
    const after = texts.map((text, i) =>
      this.#become(before[i], { ...blank, text }, isUnfinished && i === texts.length - 1),
    );
    for (const { line, isAdded } of before.slice(texts.length)) {
      if (isAdded) this.#events.changed(line, { ...line, text: '' });
    }
    this.#open = after.slice(settled.length);
    return after.slice(0, settled.length).map(({ line }) => line);
  }

  #become(before: OpenLine | undefined, next: Line, isUnfinished: boolean): OpenLine {
    const isSame = before?.line.text === next.text;
    const line = isSame ? before.line : before ? { ...before.line, text: next.text } : next;
    const wasAdded = before?.isAdded ?? false;
    if (wasAdded && before && !isSame) this.#events.changed(before.line, line);
    if (!wasAdded && !isUnfinished) this.#events.added(line);
    return { line, isAdded: wasAdded || !isUnfinished };
  }
}
