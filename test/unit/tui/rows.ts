import type { Row } from '../../../src/rpc/results.ts';
import type { Context } from '../../../src/tui/actions/context.ts';
import type { Line, Lines } from '../../../src/tui/logs/line.ts';
import { createLogScreen } from '../../../src/tui/logs/log-screen.ts';
import { createLogs, type Logs } from '../../../src/tui/logs/logs.ts';
import { compile } from '../../../src/tui/logs/search-query.ts';
import { layoutOfModel } from '../../../src/tui/model/frame.ts';
import { KEYMAP } from '../../../src/tui/model/keymap.ts';
import { type CompiledQuery, initialModel, type Model } from '../../../src/tui/model/model.ts';
import { entryOf, type ServiceEntry } from '../../../src/tui/model/service-entry.ts';
import type { Spans } from '../../../src/tui/model/span.ts';
import { THEMES } from '../../../src/tui/model/theme.ts';

/** Noon, in some year. */
export const NOON_MS = Date.UTC(2026, 0, 2, 12);

/** A service that runs and is ready, but for what is given; `health_error` and `build_error` are put into data as well. */
export function row(name: string, more: Partial<Row> = {}): Row {
  return {
    name,
    kind: 'service',
    class: 'user',
    description: null,
    state: 'running',
    reason: 'running',
    in_state_ms: 5000,
    ready: more.kind !== 'oneshot' && (more.state ?? 'running') === 'running',
    intent: 'up',
    pid: 4242,
    run: 1,
    uptime_ms: 5000,
    restarts: 0,
    next_try_in_ms: null,
    gave_up: false,
    port: null,
    url: null,
    edge_url: null,
    requires: [],
    after: [],
    ended: [],
    wants: [],
    conflicts: [],
    waiting_on: [],
    health: null,
    health_error: null,
    building: false,
    build_error: null,
    last_exit: null,
    tty: true,
    started_at_ms: NOON_MS - 5000,
    deadline_ms: null,
    at_start: true,
    max_restarts: 10,
    dir: '/project',
    command: `run ${name}`,
    health_target: null,
    health_failures: 0,
    status: 'start',
    step: more.state === 'starting' ? 'probing' : more.state === 'stopping' ? 'signalled' : null,
    started: true,
    adopted: false,
    probe_doubt: null,
    diagnosis: null,
    blockers: [],
    failure: more.state === 'failed' ? { type: 'exit-code', code: 1 } : null,
    failed_runs: null,
    trigger: null,
    self_written: [],
    checked: false,
    probe_error: more.health_error ? { type: 'message', text: more.health_error } : null,
    suspended: false,
    unhealthy: Boolean(more.health_error) && (more.state ?? 'running') === 'running',
    build_failure: more.build_error ? { type: 'build', code: 2, signal: null } : null,
    exit_code: null,
    stop: null,
    ...more,
  };
}

export function entries(...rows: readonly Row[]): readonly ServiceEntry[] {
  return rows.map((one) => entryOf(one, NOON_MS));
}

/** A screen of 100 by 30 that shows these services. */
export function modelOf(rows: readonly Row[], more: Partial<Model> = {}): Model {
  const size = { columns: 100, rows: 30 };
  const look = { ascii: false, color: false, theme: THEMES.dark, keymap: KEYMAP, mouse: true };
  const base = { project: 'shop', owner: true, ...size, ...look };
  return { ...initialModel(base), entries: entries(...rows), selected: rows[0]?.name ?? null, ...more };
}

/** What actions are given. */
export function contextOf(
  model: Model,
  { key = '', logs = createLogs() }: { key?: string; logs?: Logs } = {},
): Context {
  const screen = createLogScreen(logs);
  return {
    model,
    key,
    nowMs: NOON_MS,
    content: (of) => screen.content(of, layoutOfModel(of).pane),
    hits: (of) => screen.hits(of),
  };
}

/** Writes lines into the log of a service. */
export function print(logs: Logs, service: string, lines: readonly string[], run = 1): void {
  logs.write(service, { run, at: 0, atMs: NOON_MS, data: Buffer.from(lines.map((line) => `${line}\n`).join('')) });
}

/** All the lines that there are, the oldest first. */
export function linesIn(lines: Lines): Line[] {
  const found: Line[] = [];
  for (let number = lines.from(lines.first); number < lines.end; number = lines.from(number + 1)) {
    const line = lines.at(number);
    if (line) found.push(line);
  }
  return found;
}

export function textsIn(lines: Lines): string[] {
  return linesIn(lines).map(({ text }) => text);
}

/** A text that is searched for, or filtered by. */
export function sought(text: string): CompiledQuery {
  const query = { text, regex: false };
  const matcher = compile(query);
  if ('error' in matcher) throw new Error(matcher.error);
  return { query, matcher };
}

/** A row as it is read, without its styles and the blanks at its end. */
export function textOf(spans: Spans): string {
  return spans
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}
