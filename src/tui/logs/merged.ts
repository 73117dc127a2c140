import type { Line } from './line.ts';

/** Reads a page of lines of one service before a line (null: the last lines), oldest first; empty at the end. */
type Source = (before: Line | null) => Promise<readonly Line[]>;

/** The newest `count` lines of several services, in the order in which they came. */
export async function merged(sources: readonly Source[], count: number): Promise<readonly Line[]> {
  const open = await Promise.all(sources.map(async (read) => ({ read, lines: [...(await read(null))] })));
  const newestFirst: Line[] = [];
  while (newestFirst.length < count) {
    const next = open.reduce<(typeof open)[number] | null>(
      (best, one) => (timeOf(one.lines) > timeOf(best?.lines ?? []) ? one : best),
      null,
    );
    const line = next?.lines.pop();
    if (!next || !line) break;
    newestFirst.push(line);
    if (next.lines.length === 0) next.lines = [...(await next.read(line))];
  }
  return newestFirst.reverse();
}

function timeOf(lines: readonly Line[]): number {
  return lines.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
}
