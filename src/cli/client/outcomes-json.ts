import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import type { Waiting, WaitResult } from './waiting.ts';

/** The result of waiting for one service. */
export interface Result {
  readonly name: string;
  /** Null: it failed, and may be tried again. */
  readonly settled: WaitResult | null;
  readonly afterMs: number;
}

/** Prints the results of waiting as JSON. Returns the exit status. */
export async function printOutcomes(
  { client, io, values, until }: Waiting,
  results: readonly Result[],
): Promise<number> {
  const services = results.map(async ({ name, settled, afterMs }) => {
    const ok = settled?.ok === true;
    const after_ms = Math.round(afterMs);
    if (ok) return { name, ok, until, after_ms, timed_out: false, reason: null, roots: [] };
    const { reason, roots } = await client.call('service.why', { name });
    return { name, ok, until, after_ms, timed_out: settled?.timed_out === true, reason, roots };
  });
  const all = await Promise.all(services);
  const ok = all.every((each) => each.ok);
  printJson(io, values, 'wait', { ok, services: all });
  return ok ? EXIT.ok : EXIT.failed;
}
