import { remarkOn } from '../present/narrate.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { NotificationOf } from '../rpc/methods.ts';
import type { Snapshot } from '../rpc/results.ts';
import type { Infer } from '../rpc/shape.ts';
import { causeOfRow } from '../rpc/wire/cause.ts';
import type { Logs } from './logs/logs.ts';
import type { Model } from './model/model.ts';
import { mergeEntries } from './model/service-entry.ts';

/** How much earlier output of each service the screen begins with. */
const BACKLOG_BYTES = 256 * 1024;
/** A note about a run must come after its last lines, which may still be on their way. */
const NOTE_DELAY_MS = 60;

/** A note about a run. */
interface Note {
  readonly text: string;
  readonly level: 'info' | 'error';
  readonly run: number;
  readonly atMs: number;
  /** The run prints nothing more. */
  readonly over: boolean;
}

/** What comes from the supervisor. */
export interface FeedEvents {
  /** All services at the beginning, before any change. */
  began(snapshot: Infer<typeof Snapshot>): void;
  /** Services have changed. */
  changed(set: Partial<Model>): void;
  /** There are new lines. */
  output(): void;
}

/** Subscribes to everything that the screen shows, and keeps the logs. Resolves when the first state has arrived. */
export async function startFeed(options: {
  readonly client: RpcClient;
  readonly logs: Logs;
  readonly model: () => Model;
  readonly events: FeedEvents;
}): Promise<void> {
  const { client, logs, model, events } = options;
  const lastRuns = new Map<string, number>();
  const notes = new Map<string, Note[]>();

  let subscription: number | null = null;
  client.on('events.output', ({ subscription: of, pieces, missed }, bytes) => {
    if (subscription !== null && of !== subscription) return;
    const nowMs = Date.now();
    for (const { service, bytes } of missed) {
      logs.note(service, `${bytes} bytes came too fast to show; the log file has them (e opens it)`, nowMs);
    }
    let end = 0;
    for (const { service, run, at, at_ms: atMs, bytes: count } of pieces) {
      const start = end;
      end += count;
      sayNotes(service, run);
      begin(service, run, atMs);
      logs.write(service, { run, at, atMs, data: bytes.subarray(start, end) });
    }
    events.output();
  });

  /** Changes that arrived together with the answer, and so before its promise resolves. */
  let early: NotificationOf<'events.state'>[] | null = [];
  client.on('events.state', (news) => (early ? void early.push(news) : tell(news)));

  function tell({ services, removed, stopping, mistakes }: NotificationOf<'events.state'>): void {
    const { entries } = model();
    const nowMs = Date.now();
    const known = new Map(entries.map((entry) => [entry.row.name, entry]));
    const news = new Map(services.map((row) => [row.name, row]));
    const lookup = (name: string) => {
      const row = news.get(name);
      return row ? causeOfRow(row) : known.get(name)?.cause;
    };
    for (const row of services) {
      const before = known.get(row.name)?.cause;
      const remark = before ? remarkOn(causeOfRow(row), before, lookup) : null;
      if (remark) note(row.name, { ...remark, run: row.run, atMs: nowMs, over: row.pid === null });
    }
    events.changed({ entries: mergeEntries(entries, { rows: services, removed, nowMs }), stopping, mistakes });
  }

  function note(service: string, one: Note): void {
    const waiting = notes.get(service) ?? [];
    notes.set(service, [...waiting, one]);
    if (waiting.length > 0) return;
    const timer = setTimeout(() => {
      sayNotes(service, Number.POSITIVE_INFINITY);
      events.output();
    }, NOTE_DELAY_MS);
    timer.unref();
  }

  /** Prints the waiting notes of runs before `before`. */
  function sayNotes(service: string, before: number): void {
    const waiting = notes.get(service);
    if (!waiting) return;
    const later = waiting.filter(({ run }) => run >= before);
    if (later.length > 0) notes.set(service, later);
    else notes.delete(service);
    for (const { text, level, run, atMs, over } of waiting.filter((one) => one.run < before)) {
      begin(service, run, atMs);
      const log = logs.of(service);
      if (over && log.unfinished?.run === run) log.endRun();
      logs.note(service, text, atMs, level === 'error' ? level : undefined);
    }
  }

  /** Marks in the log where one run ends and the next begins. */
  function begin(service: string, run: number, atMs: number): void {
    const last = lastRuns.get(service);
    // A background build has a greater number than the run that continues, and their output alternates.
    if (last !== undefined && run <= last) return;
    lastRuns.set(service, run);
    if (last === undefined) return;
    // An unfinished line of the last run becomes a line.
    logs.of(service).endRun();
    logs.note(service, `run ${run}`, atMs);
  }

  const answer = await client.call('events.subscribe', {
    states: true,
    output: true,
    raw: true,
    backlog: BACKLOG_BYTES,
  });
  subscription = answer.subscription;
  events.began(answer.snapshot);
  const waiting = early;
  early = null;
  for (const news of waiting) tell(news);
}
