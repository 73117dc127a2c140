import type { PageSize } from '../../text/drawing/page.ts';
import { AllLog } from './all-log.ts';
import { mayAlarm } from './level.ts';
import type { Line } from './line.ts';
import { type Piece, ServiceLog } from './service-log.ts';

/** What a service has printed since somebody looked: nothing, something, or something that may be an error. */
export type Unread = 'output' | 'error';

/** The output of the project in this process: what the log pane shows. */
export interface Logs {
  readonly all: AllLog;
  /** The log of a service; it is made when it is asked for. */
  of(service: string): ServiceLog;
  write(service: string, piece: Piece): void;
  /** zdev itself has something to say of a service: it stands in its log and among all. */
  note(service: string, text: string, atMs: number): void;
  /** The user puts a mark into the log of a service, or (null) among all. */
  mark(service: string | null, text: string, atMs: number): void;
  unread(service: string): Unread | null;
  /** Whose lines are on the screen now: they are not unread. */
  looksAt(isSeen: (service: string) => boolean): void;
  /** To be called now and then: prompts that have rested appear among all. */
  tick(nowMs: number): void;
}

/** Without a size, no line is too long for its row. */
const NO_SIZE: PageSize = { columns: Number.POSITIVE_INFINITY, rows: 50 };

/** `sizeOf` is the size of the terminal that a service draws on. */
export function createLogs(sizeOf: (service: string) => PageSize = () => NO_SIZE): Logs {
  const services = new Map<string, ServiceLog>();
  const unread = new Map<string, Unread>();
  const all = new AllLog();
  let isSeen = (_service: string) => true;

  const events = {
    added: (line: Line) => all.push(line),
    changed: (before: Line, after: Line) => all.replace(before, after),
  };
  function of(service: string): ServiceLog {
    let log = services.get(service);
    if (!log) {
      log = new ServiceLog(service, events, () => sizeOf(service));
      services.set(service, log);
    }
    return log;
  }

  return {
    all,
    of,
    write(service, piece) {
      of(service).write(piece);
      if (isSeen(service) || unread.get(service) === 'error') return;
      unread.set(service, mayAlarm(piece.data.toString('latin1')) ? 'error' : 'output');
    },
    note(service, text, atMs) {
      of(service).say({ kind: 'note', text, atMs });
    },
    mark(service, text, atMs) {
      if (service !== null) of(service).say({ kind: 'mark', text, atMs });
      else all.push({ kind: 'mark', text, atMs, service: '', run: 0, at: -1 });
    },
    unread: (service) => unread.get(service) ?? null,
    looksAt(seen) {
      isSeen = seen;
      for (const service of unread.keys()) if (seen(service)) unread.delete(service);
    },
    tick: (nowMs) => all.lookForPrompts(services.values(), nowMs),
  };
}
