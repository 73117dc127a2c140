import type { RpcClient } from '../rpc/client.ts';
import type { Snapshot } from '../rpc/results.ts';
import type { Infer } from '../rpc/shape.ts';
import type { Logs } from './logs/logs.ts';
import { mergeEntries } from './model/entry.ts';
import type { Model } from './model/model.ts';
import { narrateRow } from './model/narrate.ts';

/** How much of the output of each service the screen begins with. */
const BACKLOG_BYTES = 256 * 1024;
/** What is said of a run comes after its last lines, which may be on their way yet. */
const NOTE_DELAY_MS = 60;

/** What comes from the supervisor. */
export interface FeedEvents {
  /** Services are not as they were. */
  changed(set: Partial<Model>): void;
  /** There are new lines. */
  output(): void;
}

/** Subscribes to everything that the screen shows, and keeps the logs. Settles with the state as it is then. */
export async function startFeed(options: {
  readonly client: RpcClient;
  readonly logs: Logs;
  readonly model: () => Model;
  readonly events: FeedEvents;
}): Promise<Infer<typeof Snapshot>> {
  const { client, logs, model, events } = options;
  const lastRuns = new Map<string, number>();
  const notes = new Map<string, { text: string; atMs: number }[]>();

  let subscription: number | null = null;
  client.on('events.output', ({ subscription: of, pieces, missed }) => {
    if (subscription !== null && of !== subscription) return;
    const nowMs = Date.now();
    for (const { service, bytes } of missed) {
      logs.note(service, `${bytes} bytes came too fast to be shown; the log file has them (e opens it)`, nowMs);
    }
    for (const { service, run, at, at_ms: atMs, data } of pieces) {
      const last = lastRuns.get(service);
      if (run !== last) {
        lastRuns.set(service, run);
        if (last !== undefined) {
          sayNotes(service);
          logs.note(service, `run ${run}`, atMs);
        }
      }
      logs.write(service, { run, at, atMs, data: Buffer.from(data, 'base64') });
    }
    events.output();
  });

  client.on('events.state', ({ services, removed, stopping }) => {
    const { entries } = model();
    const nowMs = Date.now();
    for (const row of services) {
      const text = narrateRow(row, entries.find((entry) => entry.row.name === row.name)?.row);
      if (text !== null) note(row.name, text, nowMs);
    }
    events.changed({ entries: mergeEntries(entries, { rows: services, removed, nowMs }), stopping });
  });

  function note(service: string, text: string, atMs: number): void {
    const waiting = notes.get(service) ?? [];
    notes.set(service, [...waiting, { text, atMs }]);
    if (waiting.length === 0) setTimeout(() => sayNotes(service), NOTE_DELAY_MS).unref();
  }

  function sayNotes(service: string): void {
    const waiting = notes.get(service);
    if (!waiting) return;
    notes.delete(service);
    for (const { text, atMs } of waiting) logs.note(service, text, atMs);
    events.output();
  }

  const answer = await client.call('events.subscribe', { states: true, output: true, backlog: BACKLOG_BYTES });
  subscription = answer.subscription;
  return answer.snapshot;
}
