import { HAPPENINGS, type Happening } from './happenings.ts';
import { KINDS } from './services.ts';
import { createWorld } from './world.ts';

/** What came of one happening: what is wrong with zdev itself (null: nothing), and with each service. */
interface Column {
  readonly name: string;
  readonly problem: string | null;
  readonly verdicts: ReadonlyMap<string, string>;
  readonly tookMs: number;
}

/** Has each of these happen to a project of its own, with a service of every kind in it, one after the other. */
export async function runMatrix(options: {
  readonly short: boolean;
  /** Only happenings whose name holds this. */
  readonly only?: string | undefined;
  readonly done?: (column: Column) => void;
}): Promise<readonly Column[]> {
  const columns: Column[] = [];
  for (const happening of HAPPENINGS) {
    if (options.short && !happening.short) continue;
    if (options.only !== undefined && !happening.name.includes(options.only)) continue;
    const column = await runColumn(happening);
    options.done?.(column);
    columns.push(column);
  }
  return columns;
}

async function runColumn({ name, happen }: Happening): Promise<Column> {
  const beganMs = performance.now();
  const world = createWorld(KINDS);
  const end = (problem: string | null, verdicts: ReadonlyMap<string, string> = new Map()) => ({
    name,
    problem,
    verdicts,
    tookMs: performance.now() - beganMs,
  });
  try {
    world.configure(KINDS);
    return end(null, await happen(world));
  } catch (error) {
    return end((error as Error).message);
  } finally {
    await world.end();
  }
}

/** Everything that is wrong, a line each. */
export function faultsIn(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, problem, verdicts }) => [
    ...(problem === null ? [] : [`${name}: ${problem}`]),
    ...[...verdicts].map(([service, verdict]) => `${name} × ${service}: ${verdict}`),
  ]);
}

/** The matrix as a table: what a service does × what happens to zdev. */
export function tableOf(columns: readonly Column[]): string {
  const width = Math.max(...KINDS.map(({ name }) => name.length));
  const heads = columns.map(({ name }, at) => `${at + 1} ${name}`);
  const cell = ({ problem, verdicts }: Column, name: string) =>
    problem !== null ? '?' : verdicts.has(name) ? '✗' : '✓';
  const rows = KINDS.map(
    ({ name }) => `${name.padEnd(width)}  ${columns.map((column) => cell(column, name).padStart(2)).join(' ')}`,
  );
  const numbers = `${' '.repeat(width)}  ${columns.map((_, at) => `${at + 1}`.padStart(2)).join(' ')}`;
  return [...heads, '', numbers, ...rows, ''].join('\n');
}
