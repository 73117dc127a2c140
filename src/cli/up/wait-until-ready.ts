import { monotonicMs } from '../../monotonic.ts';
import { remarkOn } from '../../present/narrate.ts';
import { durationText } from '../../present/time.ts';
import { listText, namesText } from '../../present/words.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import { track } from '../../rpc/track.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import type { OptionValues } from '../args/options.ts';
import { remindAfterSilence } from '../client/reminder.ts';
import { problemLines, waitersText } from '../client/why.ts';
import type { CommandIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { annotation, group, isGitHubActions, placeIn } from '../present/github.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';

interface WaitOptions {
  readonly client: RpcClient;
  /** Empty: all services whose intent is up. */
  readonly names: readonly string[];
  readonly timeoutMs: number;
  readonly values: OptionValues;
  readonly io: CommandIo;
  /** False: prints only the outcome, and no progress. */
  readonly progress?: boolean;
}

/**
 * `--wait`: waits until all services are settled, and reports failures as they happen. Ends at once if a service cannot
 * become ready any more, and waits until the timeout while zdev tries again. Returns the exit status.
 */
export async function waitUntilReady(options: WaitOptions): Promise<number> {
  const { client, names, timeoutMs, values, io, progress = true } = options;
  const json = values['json'] === true;
  const quiet = json || !progress ? null : await tellProgress(client, io);
  const outcome =
    names.length === 0
      ? await client.call('project.wait', { timeout_ms: timeoutMs })
      : await client.call('service.wait', { name: [...names], until: 'settled', timeout_ms: timeoutMs });
  quiet?.();
  const nothing = outcome.services.length === 0;
  if (nothing) return fail(io, NOTHING, NOTHING_HINT, 'nothing-to-start');
  if (json) printJson(io, values, 'up', outcome);
  else if (outcome.ok) {
    io.out(`${whoIsReady(names)} ready\n`);
    for (const problem of outcome.problems) io.err(`warning: ${problemText(problem, io).trimStart()}`);
    for (const { text } of outcome.mistakes ?? []) io.err(`${printable(text)}\n`);
  } else {
    const what = outcome.timed_out ? `not ready after ${durationText(timeoutMs)}` : 'cannot become ready';
    io.err(`error: ${what}:\n`);
    for (const problem of outcome.problems) io.err(problemText(problem, io));
    if (isGitHubActions(io)) for (const problem of outcome.problems) io.out(Buffer.from(annotated(problem, io.cwd)));
    if (outcome.problems.length === 0) io.err(`  ${listText(outcome.pending.map(({ name }) => name))}\n`);
  }
  return outcome.ok ? EXIT.ok : EXIT.failed;
}

/** The message if `--wait` has nothing to wait for. */
export const NOTHING = 'no service is selected to start';
export const NOTHING_HINT = 'name the services, as in zdev up -d --wait NAME, or set status = "start"';

/** Prints the root first, once, with all details; then the services that wait for it. */
function problemText(problem: Problem, io: CommandIo): string {
  const paint = painter(io.color.err);
  const { name, reason } = problem;
  const lines = [`${paint('red', name)}: ${printable(reason)}`, ...problemLines(problem), ...waitersText(problem)];
  return lines.map((line) => `  ${line}\n`).join('');
}

/** The problem as an annotation, with its output folded. */
function annotated({ name, reason, next, details, output }: Problem, cwd: string): string {
  const place = placeIn([...details, ...output], cwd);
  const text = [`${name}: ${reason}`, ...next.map((step) => `next: ${step}`)].join('\n');
  const folded = output.length > 0 ? group(`last output of ${name}`, output.map(printable)) : '';
  return annotation('error', text, { title: `zdev: ${name}`, place }) + folded;
}

/** The first time without a message. */
const SILENCE_MS = 5000;

/**
 * Reports services that become ready or fail, as it happens. If nothing happens for long, reports which services are
 * awaited and why. Returns a function that stops the reports.
 */
async function tellProgress(client: RpcClient, io: CommandIo): Promise<() => void> {
  const beganMs = monotonicMs();
  const { rows, onChange } = await track(client);
  let over = false;
  const say = (text: string) => {
    if (over) return;
    io.err(`${printable(text)}\n`);
    reminder.restart();
  };
  const sayWhoIsWaitedFor = async () => {
    const answer = await client.call('project.why', {});
    if (over) return;
    for (const { name, reason, waiting } of answer.problems) {
      const others =
        waiting.length === 0 ? '' : `; ${namesText(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'} for it`;
      io.err(`waiting for ${printable(`${name}: ${reason}${others}`)}\n`);
    }
  };
  const reminder = remindAfterSilence(SILENCE_MS, sayWhoIsWaitedFor);
  const known = new Map([...rows].map(([name, row]) => [name, causeOfRow(row)]));
  onChange(() => {
    for (const [name, row] of rows) {
      const now = causeOfRow(row);
      const before = known.get(name);
      known.set(name, now);
      if (now.ready && !before?.ready && now.kind !== 'target') {
        say(`${name}: ${now.kind === 'oneshot' ? 'done' : 'ready'} after ${durationText(monotonicMs() - beganMs)}`);
      }
      if (now.state !== 'failed') continue;
      const remark = remarkOn(now, before, (other) => known.get(other));
      if (remark?.level === 'error') say(`${name}: ${remark.text}`);
    }
  });
  return () => {
    over = true;
    reminder.end();
  };
}

function whoIsReady(names: readonly string[]): string {
  if (names.length === 0) return 'all are';
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}
