import { isAtLeast, type Level } from '../../core/output/level.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { resolveNames } from '../client/match-names.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printable } from '../present/text.ts';
import type { Context } from './context.ts';
import { listed } from './tool.ts';
import type { CommandResult } from './zdev-command.ts';

/** At most a thousand lines each. */
const MAX_PAGES = 50;

interface LogQuery {
  readonly names?: string | readonly string[] | undefined;
  readonly lines: number;
  readonly cursor?: string | undefined;
  readonly grep?: string | undefined;
  readonly level?: Level | undefined;
  readonly since?: string | undefined;
  readonly run?: number | undefined;
}

/** The newest of the requested lines, how many are left out, and the cursor to continue from. */
export async function readLogs(query: LogQuery, context: Context): Promise<CommandResult> {
  return query.cursor === undefined ? lastLines(query, context) : linesSince(query.cursor, query, context);
}

/** Lines as `zdev logs` prints them, also for a project that no longer runs. */
async function lastLines(
  { names, lines, grep, since, run, level }: LogQuery,
  context: Context,
): Promise<CommandResult> {
  // read the cursor first: a line may come twice, but none is missed
  let cursor: string | null = null;
  await context.use(async (client) => {
    ({ cursor } = await client.call('logs.read', { tail: 0 }));
    return EXIT.ok;
  });
  const args = [
    `--lines=${lines}`,
    ...(level === undefined ? [] : [`--level=${level}`]),
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(run === undefined ? [] : [`--run=${run}`]),
  ];
  const { status, text } = await context.zdev(['logs', ...args, '--', ...listed(names)]);
  if (status !== EXIT.ok) return { status, text };
  const tail = createTail(lines);
  for (const line of text.split('\n')) if (line !== '') tail.add(line);
  return { status, text: page({ tail, cursor, notes: [] }) };
}

function linesSince(cursor: string, { names, lines, grep, level }: LogQuery, { use }: Context): Promise<CommandResult> {
  return use(async (client, io) => {
    const only = await resolveNames(client, listed(names), io);
    if (!only) return EXIT.failed;
    let pattern: RegExp | null = null;
    try {
      pattern = grep === undefined ? null : new RegExp(grep, /[A-Z]/.test(grep) ? '' : 'i');
    } catch (error) {
      return fail(io, `grep: ${(error as Error).message}`);
    }
    const isWanted = (line: string) =>
      (level === undefined || isAtLeast(line, level)) && (pattern === null || pattern.test(line));
    io.out(page(await linesAfter(client, cursor, { names: only, lines, isWanted })));
    return EXIT.ok;
  });
}

/** Lines for an agent, and where to continue. */
interface Answer {
  readonly tail: Tail;
  /** Null if zdev does not run. */
  readonly cursor: string | null;
  readonly notes: readonly string[];
}

/** The last lines after a cursor. Limits the number of pages, because a service may print faster than they are read. */
export async function linesAfter(
  client: RpcClient,
  from: string,
  {
    names,
    lines,
    isWanted = () => true,
  }: { readonly names: readonly string[]; readonly lines: number; readonly isWanted?: (line: string) => boolean },
): Promise<Answer> {
  const tail = createTail(lines);
  let cursor = from;
  let missed = 0;
  let more = true;
  for (let pages = 0; more && pages < MAX_PAGES; pages++) {
    const answer = await client.call('logs.read', { cursor, ...(names.length > 0 ? { names: [...names] } : {}) });
    cursor = answer.cursor;
    missed += answer.missed;
    more = answer.entries.length > 0;
    for (const { service, text } of answer.entries) {
      const line = printable(text);
      if (isWanted(line)) tail.add(`${service} | ${line}`);
    }
  }
  const notes = [
    ...(missed > 0 ? [`[${missed} lines were not kept in memory: ask again without a cursor]`] : []),
    ...(more ? ['[more has come: ask again with this cursor]'] : []),
  ];
  return { tail, cursor, notes };
}

/** The answer as text: what was left out, the lines, and the cursor to continue from. */
export function page({ tail, cursor, notes }: Answer): string {
  const last = tail.last();
  return [
    ...(tail.left() > 0 ? [`[${tail.left()} earlier lines are left out]`] : []),
    ...(last.length === 0 ? ['[no lines]'] : last),
    ...notes,
    ...(cursor === null ? ['[zdev does not run: these lines are from the log files]'] : [`[cursor: ${cursor}]`]),
    '',
  ].join('\n');
}

/** The last few lines of any number. */
interface Tail {
  add(line: string): void;
  last(): readonly string[];
  /** How many came before these. */
  left(): number;
}

function createTail(limit: number): Tail {
  let kept: string[] = [];
  let count = 0;
  return {
    add(line) {
      count += 1;
      if (kept.push(line) >= 2 * limit) kept = kept.slice(-limit);
    },
    last: () => kept.slice(-limit),
    left: () => Math.max(count - limit, 0),
  };
}
