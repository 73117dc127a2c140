import { Drawing } from '../../text/drawing/drawing.ts';
import { movesUp } from '../../text/drawing/moves-up.ts';
import type { OutputLine } from './printer.ts';

/** How far back a program may redraw. */
const SIZE = { columns: Number.POSITIVE_INFINITY, rows: 50 };
/** Lines of all services that wait until none of them can change any more. */
const MAX_WAITING = 2000;

/** A line that may still change; a line without text has been removed. */
interface Waiting {
  readonly entry: OutputLine;
  text: string | null;
}

/** A run that overwrites lines that it printed before. */
interface Redrawn {
  readonly drawing: Drawing;
  lines: Waiting[];
}

/**
 * Returns lines in their final form: lines that a program redrew many times appear once, where they first came. Holds a
 * few lines back, and costs little if nothing is redrawn.
 */
export function* redrawn(entries: Iterable<OutputLine>): Generator<OutputLine> {
  let waiting: Waiting[] = [];
  const runs = new Map<string, Redrawn>();
  for (const entry of entries) {
    const key = `${entry.service}/${entry.run}`;
    const run = runs.get(key) ?? (movesUp(entry.text) ? begin(key, entry) : null);
    if (run) draw(run, entry);
    else waiting.push({ entry, text: entry.text });
    if (waiting.length < 2 * MAX_WAITING) continue;
    yield* entriesOf(waiting.slice(0, MAX_WAITING));
    waiting = waiting.slice(MAX_WAITING);
  }
  yield* entriesOf(waiting);

  function begin(key: string, { service, run }: OutputLine): Redrawn {
    const lines = waiting.filter(({ entry }) => entry.service === service && entry.run === run).slice(-SIZE.rows);
    const drawing = new Drawing(SIZE);
    for (const { text } of lines) drawing.write(`${text}\r\n`);
    const begun = { drawing, lines };
    runs.set(key, begun);
    return begun;
  }

  function draw(run: Redrawn, entry: OutputLine): void {
    run.drawing.write(`${entry.text}\r\n`);
    const { settled, open } = run.drawing.take();
    const texts = [...settled, ...open];
    for (const line of run.lines.slice(texts.length)) line.text = null;
    const lines = texts.map((text, i) => {
      const known = run.lines[i];
      const line = known ?? { entry, text };
      line.text = text;
      if (!known) waiting.push(line);
      return line;
    });
    run.lines = lines.slice(settled.length);
  }
}

function* entriesOf(lines: readonly Waiting[]): Generator<OutputLine> {
  for (const { entry, text } of lines) if (text !== null) yield text === entry.text ? entry : { ...entry, text };
}
