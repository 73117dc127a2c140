import { remarkOn } from '../../present/narrate.ts';
import { durationText } from '../../present/time.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import type { OptionValues } from '../args/options.ts';
import { track } from '../client/track.ts';
import { problemLines, waitersText } from '../client/why.ts';
import type { Caller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';

interface WaitOptions {
  readonly client: RpcClient;
  /** Empty: all that are meant to be up. */
  readonly names: readonly string[];
  readonly timeoutMs: number;
  readonly values: OptionValues;
  readonly caller: Caller;
}

/**
 * `--wait`: waits until all are settled. Failures are told as they happen. It ends at once for what cannot become ready any
 * more, and waits until the timeout for what is tried again. Gives the exit status.
 */
export async function waitUntilReady({ client, names, timeoutMs, values, caller }: WaitOptions): Promise<number> {
  const json = values['json'] === true;
  if (!json) await tellFailures(client, caller);
  const outcome =
    names.length === 0
      ? await client.call('project.wait', { timeout_ms: timeoutMs })
      : await client.call('service.wait', { name: [...names], until: 'settled', timeout_ms: timeoutMs });
  const nothing = outcome.services.length === 0;
  if (json) printJson(caller, values, nothing ? { ...outcome, ok: false, error: NOTHING } : outcome, 2);
  else if (nothing) return fail(caller, NOTHING, NOTHING_HINT);
  else if (outcome.ok) {
    caller.out(`${whoIsReady(names)} ready\n`);
    for (const problem of outcome.problems) caller.err(`warning: ${problemText(problem, caller).trimStart()}`);
    for (const { text } of outcome.mistakes ?? []) caller.err(`${printable(text)}\n`);
  } else {
    const what = outcome.timed_out ? `not ready after ${durationText(timeoutMs)}` : 'cannot become ready';
    caller.err(`error: ${what}:\n`);
    for (const problem of outcome.problems) caller.err(problemText(problem, caller));
    if (outcome.problems.length === 0) caller.err(`  ${outcome.pending.map(({ name }) => name).join(', ')}\n`);
  }
  return outcome.ok && !nothing ? EXIT.ok : EXIT.failed;
}

/** What to say where `--wait` has nothing to wait for. */
export const NOTHING = 'no service selected: none is to be started';
export const NOTHING_HINT =
  'name those to be started, as in: zdev up -d --wait NAME; or let them start: status = "start"';

/** The root first, with all that is known of it, once; then who waits for it. */
function problemText(problem: Problem, caller: Caller): string {
  const paint = painter(caller.color.err);
  const { name, reason } = problem;
  const lines = [`${paint('red', name)}: ${printable(reason)}`, ...problemLines(problem), ...waitersText(problem)];
  return lines.map((line) => `  ${line}\n`).join('');
}

async function tellFailures(client: RpcClient, caller: Caller): Promise<void> {
  const { rows, onChange } = await track(client);
  const known = new Map([...rows].map(([name, row]) => [name, causeOfRow(row)]));
  onChange(() => {
    for (const [name, row] of rows) {
      const now = causeOfRow(row);
      const before = known.get(name);
      known.set(name, now);
      if (now.state !== 'failed') continue;
      const remark = remarkOn(now, before, (other) => known.get(other));
      if (remark?.level === 'error') caller.err(`${name}: ${printable(remark.text)}\n`);
    }
  });
}

function whoIsReady(names: readonly string[]): string {
  if (names.length === 0) return 'all are';
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}
