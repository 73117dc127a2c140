import type { PageSize } from '../../text/drawing/page.ts';
import { AllLog } from './all-log.ts';
import type { CutLines } from './cut-lines.ts';
import { mayAlarm, maySay, severityOf } from './level.ts';
import type { Line } from './line.ts';
import { type ReceivedPiece, ServiceLog } from './service-log.ts';

/** What a service has printed since it was last shown: nothing, something, or something that may be an error. */
export type Unread = 'output' | 'error';

/** What the tree shows about the output of a service. */
export interface News {
  readonly unread: Unread | null;
  /** How many lines of its run call themselves errors, or warnings. */
  readonly errors: number;
  readonly warnings: number;
  /** It has printed a question, and waits for input. */
  readonly asks: boolean;
}

export const NO_NEWS: News = { unread: null, errors: 0, warnings: 0, asks: false };

/** The output of the project in this process: what the log pane shows. */
export interface Logs {
  readonly all: AllLog;
  /** The log of a service. The first call creates it. */
  of(service: string): ServiceLog;
  write(service: string, piece: ReceivedPiece): void;
  /** Adds a message of zdev about a service to its log and to the log of all services. */
  note(service: string, text: string, atMs: number, level?: 'error'): void;
  /** Adds a mark of the user to the log of a service, or (null) to the log of all. */
  mark(service: string | null, text: string, atMs: number): void;
  unread(service: string): Unread | null;
  /** `nowMs`: milliseconds since 1970. */
  news(service: string, nowMs: number): News;
  /** Sets which services are on the screen now. Their output is not unread. */
  looksAt(isSeen: (service: string) => boolean): void;
  /** Must be called now and then: prompts that have not changed for a while appear in the log of all services. */
  tick(nowMs: number): void;
}

/** A line without a newline that ends like this and has not changed for a while is a question. */
const QUESTION = /[:?>$#%\])]\s*$/;
const REST_MS = 100;

interface Counts {
  readonly run: number;
  errors: number;
  warnings: number;
}

/** Without a size, no line is too long for its row. */
const NO_SIZE: PageSize = { columns: Number.POSITIVE_INFINITY, rows: 50 };

/** `sizeOf` returns the size of the terminal that a service draws on. */
export function createLogs(sizeOf: (service: string) => PageSize = () => NO_SIZE): Logs {
  const services = new Map<string, ServiceLog>();
  const unread = new Map<string, Unread>();
  const counts = new Map<string, Counts>();
  const all = new AllLog();
  let isSeen = (_service: string) => true;
  /**
   * Which of the added lines to check. In a piece without any severity, only the first may continue a line that has
   * one.
   */
  let isWorthALook: 'all' | 'first' | 'none' = 'none';

  function added(line: Line): void {
    all.push(line);
    if (isWorthALook === 'none' || line.kind !== 'output') return;
    if (isWorthALook === 'all' || maySay(line.text)) count(line);
    if (isWorthALook === 'first') isWorthALook = 'none';
  }

  /** Whole lines of one piece. If the piece contains no severity, none of them does. */
  function addedAll(cut: CutLines): void {
    all.pushAll(cut);
    if (isWorthALook === 'all') for (let index = 0; index < cut.count; index++) count(cut.at(index));
  }

  function count(line: Line): void {
    const severity = severityOf(line.text);
    let known = counts.get(line.service);
    if (!known || known.run < line.run) {
      known = { run: line.run, errors: 0, warnings: 0 };
      counts.set(line.service, known);
    }
    if (severity === 'error') known.errors++;
    else if (severity === 'warning') known.warnings++;
  }

  const events = {
    added,
    addedAll,
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
      const text = piece.data.toString('latin1');
      const log = of(service);
      if ((counts.get(service)?.run ?? piece.run) < piece.run) counts.delete(service);
      isWorthALook = maySay(text) ? 'all' : 'first';
      log.write(piece, text);
      isWorthALook = 'none';
      if (isSeen(service) || unread.get(service) === 'error') return;
      unread.set(service, mayAlarm(text) ? 'error' : 'output');
    },
    note(service, text, atMs, level) {
      of(service).say({ kind: 'note', text, atMs, ...(level && { level }) });
    },
    mark(service, text, atMs) {
      if (service !== null) of(service).say({ kind: 'mark', text, atMs });
      else all.push({ kind: 'mark', text, atMs, service: '', run: 0, at: -1 });
    },
    unread: (service) => unread.get(service) ?? null,
    news(service, nowMs) {
      const log = services.get(service);
      if (!log) return NO_NEWS;
      const since = log.unfinishedSinceMs;
      const asks = since !== null && Math.abs(nowMs - since) >= REST_MS && QUESTION.test(log.unfinished?.text ?? '');
      const { errors, warnings } = counts.get(service) ?? NO_NEWS;
      return { unread: unread.get(service) ?? null, errors, warnings, asks };
    },
    looksAt(seen) {
      isSeen = seen;
      for (const service of unread.keys()) if (seen(service)) unread.delete(service);
    },
    tick: (nowMs) => all.lookForPrompts(services.values(), nowMs),
  };
}
