import { durationText } from '../core/explain.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { Row } from '../rpc/results.ts';
import { printable } from './print/text.ts';

/** A service that others wait for and that itself waits for no other: where the chain of reasons ends. */
export interface Cause {
  readonly service: Row;
  /** What is known beyond its state. */
  readonly details: readonly string[];
  /** The end of what it printed in its last run. */
  readonly output: readonly string[];
}

/** The chain of reasons below a service, and what is at its ends. */
export interface Explanation {
  readonly name: string;
  readonly reason: string;
  /** A line each, indented by depth. */
  readonly lines: readonly string[];
  readonly causes: readonly Cause[];
}

const OUTPUT_LINES = 10;

/** Why a service is as it is, with the last words of those that are the cause. */
export async function explain(client: RpcClient, name: string): Promise<Explanation> {
  const [{ services }, { reason, lines }] = await Promise.all([
    client.call('service.snapshot'),
    client.call('service.why', { name }),
  ]);
  const rows = new Map(services.map((row) => [row.name, row]));
  const causes = [...new Set(ends(name, rows, new Set()))].filter((row) => !(row.ready && row.health_error === null));
  return { name, reason, lines, causes: await Promise.all(causes.map((row) => causeOf(client, row))) };
}

/** For people: a line each, the output of the causes below. */
export function explanationLines({ lines, causes }: Explanation): string[] {
  return [
    ...lines.map(printable),
    ...causes.flatMap(({ service, details, output }) => [
      ...details.map((detail) => `  ${service.name}: ${printable(detail)}`),
      ...(output.length > 0 ? [`  last output of ${service.name}:`] : []),
      ...output.map((line) => `    | ${printable(line)}`),
    ]),
  ];
}

function ends(name: string, rows: ReadonlyMap<string, Row>, seen: Set<string>): Row[] {
  const row = rows.get(name);
  if (!row || seen.has(name)) return [];
  seen.add(name);
  const isWaiting = row.state === 'blocked' || (row.kind === 'oneshot' && row.state === 'exited' && !row.ready);
  const below = isWaiting ? row.requires.filter((other) => rows.get(other)?.ready === false) : [];
  return below.length === 0 ? [row] : below.flatMap((other) => ends(other, rows, seen));
}

async function causeOf(client: RpcClient, row: Row): Promise<Cause> {
  const { entries } = await client.call('logs.read', { names: [row.name], tail: OUTPUT_LINES });
  const output = entries.filter(({ run }) => run === row.run).map(({ text }) => text);
  return { service: row, details: detailsOf(row), output };
}

function detailsOf(row: Row): string[] {
  const { health, health_error: error, next_try_in_ms: nextTry } = row;
  return [
    ...(error !== null && row.state !== 'failed' ? [`last ${health ?? 'health'} check: ${error}`] : []),
    ...(row.build_error === null ? [] : [`${row.build_error}; the run before it keeps serving`]),
    ...(nextTry === null ? [] : [`next try in ${durationText(nextTry)}`]),
    ...(row.gave_up && row.restarts > 0 ? [`gave up after ${row.restarts} restarts`] : []),
    ...(row.waiting_on.length > 1 ? row.waiting_on.map((reason) => `waits for ${reason}`) : []),
  ];
}
