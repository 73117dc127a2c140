import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import type { Outcome, Waiting } from './waiting.ts';

/** The result of waiting for one service. */
export interface Result {
  readonly name: string;
  /** Null: it failed, and may be tried again. */
  readonly settled: Outcome | null;
  readonly afterMs: number;
}

/** Prints the results of waiting as JSON. Returns the exit status. */
export async function printOutcomes(
  { client, caller, values, until }: Waiting,
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
  printJson(caller, values, 'wait', { ok, services: all });
  return ok ? EXIT.ok : EXIT.failed;
}
