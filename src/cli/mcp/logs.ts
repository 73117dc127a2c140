import { errorLines } from '../../core/output/error-lines.ts';
import { resolveNames } from '../client/select-services.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printable } from '../present/text.ts';
import type { Context } from './context.ts';
import { listed } from './tool.ts';
import type { Outcome } from './zdev-command.ts';

interface LogQuery {
  readonly names?: string | readonly string[] | undefined;
  readonly lines: number;
  readonly cursor?: string | undefined;
  readonly grep?: string | undefined;
  readonly level?: 'error' | undefined;
  readonly since?: string | undefined;
  readonly run?: number | undefined;
}

/** The newest lines that are asked for, how many are left out, and the cursor to go on from. */
export async function readLogs(query: LogQuery, context: Context): Promise<Outcome> {
  return query.cursor === undefined ? lastLines(query, context) : linesSince(query.cursor, query, context);
}

/** As `zdev logs` gives them, also of a project that does not run any more. */
async function lastLines({ names, lines, grep, since, run, level }: LogQuery, context: Context): Promise<Outcome> {
  // taken first: a line may come twice, and none is missed
  let cursor: string | null = null;
  await context.use(async (client) => {
    ({ cursor } = await client.call('logs.read', { tail: 0 }));
    return EXIT.ok;
  });
  const args = [
    ...(level === undefined ? [`--lines=${lines}`] : ['--lines=all']),
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(run === undefined ? [] : [`--run=${run}`]),
  ];
  const { status, text } = await context.zdev(['logs', ...args, '--', ...listed(names)]);
  if (status !== EXIT.ok) return { status, text };
  const found = text.split('\n').filter((line) => line !== '' && isWanted(line, level));
  return { status, text: page(found, lines, cursor) };
}

function linesSince(cursor: string, { names, lines, grep, level }: LogQuery, { use }: Context): Promise<Outcome> {
  return use(async (client, caller) => {
    const only = await resolveNames(client, listed(names), caller);
    if (!only) return EXIT.failed;
    let matches: RegExp | null = null;
    try {
      matches = grep === undefined ? null : new RegExp(grep, /[A-Z]/.test(grep) ? '' : 'i');
    } catch (error) {
      return fail(caller, `grep: ${(error as Error).message}`);
    }
    const found: string[] = [];
    let next = cursor;
    for (;;) {
      const answer = await client.call('logs.read', { cursor: next, ...(only.length > 0 ? { names: [...only] } : {}) });
      next = answer.cursor;
      for (const { service, text } of answer.entries) {
        if (isWanted(text, level) && (matches === null || matches.test(text)))
          found.push(`${service} | ${printable(text)}`);
      }
      if (answer.missed > 0) found.push(`[${answer.missed} lines were not kept in memory: ask again without a cursor]`);
      if (answer.entries.length === 0) break;
    }
    caller.out(page(found, lines, next));
    return EXIT.ok;
  });
}

function isWanted(line: string, level: LogQuery['level']): boolean {
  return level === undefined || errorLines([line]).length > 0;
}

function page(found: readonly string[], lines: number, cursor: string | null): string {
  const shown = found.slice(-lines);
  const left = found.length - shown.length;
  return [
    ...(left > 0 ? [`[${left} earlier lines are left out]`] : []),
    ...(shown.length === 0 ? ['[no lines]'] : shown),
    ...(cursor === null ? ['[zdev does not run: these lines are from the log files]'] : [`[cursor: ${cursor}]`]),
    '',
  ].join('\n');
}
