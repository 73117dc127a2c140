import { monotonicMs } from '../../../monotonic.ts';
import { forPeople } from '../../../safe/people.ts';
import type { createDrawnSource } from './drawn-source.ts';
import { LastRow } from './last-row.ts';
import { createPrefixes, OWN_NAME } from './prefix.ts';
import { createRawSource } from './raw-source.ts';
import type { Source } from './source.ts';
import { createTerminalSource } from './terminal-source.ts';

/** Where the rows go; `createWriter` of the log adapter fits. Bytes are latin1 strings. */
export interface PlainOutput {
  write(bytes: string): boolean;
  onDrain(resume: () => void): void;
  onGone(callback: (error: Error) => void): void;
  end(timeoutMs: number): Promise<void>;
}

/** Where the bytes of one run go: the same as the `OutputSink` of the runtime. */
export interface PlainSink {
  /** False: stop reading until `onDrain` calls back. The chunk may be reused afterwards. */
  write(chunk: Buffer): boolean;
  onDrain(resume: () => void): void;
  /** The run is over. Prints an unfinished line. */
  end(): void;
}

/** The output of all services as one stream of rows `HH:MM:SS NAME | line`. */
export interface PlainStream {
  /** A sink for one run of a service. */
  sink(name: string): PlainSink;
  /** Prints a message of zdev, in rows with the name `zdev`. With `service`, the message begins with that name. */
  say(text: string, service?: string): void;
  /** Calls back once when nobody reads the output any more, or it can no longer be written. */
  onReaderGone(callback: (error: Error) => void): void;
  /**
   * Prints what runs still have, and unfinished lines. Waits until all is written, or nothing was taken for
   * `END_TIMEOUT_MS`.
   */
  end(): Promise<void>;
}

/** How long a line must be unchanged before it may be a prompt. It is then in the output within 200 ms. */
const QUIET_MS = 100;
/** A run that has printed nothing for this long does not count as printing. */
const ALONE_MS = 2000;
/** A longer turn of the event loop may have kept bytes from being read. */
const STALL_MS = 20;
/** A stuck reader must not keep zdev from ending. */
const END_TIMEOUT_MS = 1000;

/** Most programs never draw over several lines, so the code for that is loaded when the first one does. */
function loadDrawing(): () => typeof createDrawnSource | null {
  let loaded: typeof createDrawnSource | null = null;
  let isLoading = false;
  return () => {
    if (!isLoading) {
      isLoading = true;
      void import('./drawn-source.ts').then((module) => {
        loaded = module.createDrawnSource;
      });
    }
    return loaded;
  };
}

/** `names` set the width of the name column and the order of colours; `terminal` says whether `out` is a terminal. */
export function createPlainStream(options: {
  readonly out: PlainOutput;
  readonly names: readonly string[];
  readonly color: boolean;
  readonly timestamps: boolean;
  readonly terminal: boolean;
  /** Size of that terminal. Programs that draw over several lines are drawn there. */
  readonly size?: () => { readonly columns: number; readonly rows: number };
  readonly nowDate: () => Date;
}): PlainStream {
  const { out, terminal, color } = options;
  const prefixes = createPrefixes(options);
  const row = new LastRow(write);
  const drawn = options.size && { size: options.size, load: loadDrawing() };
  const runs = new Set<{ source: Source; lastMs: number }>();
  let wanted = true;
  let over = false;
  let timer: NodeJS.Timeout | undefined;

  return {
    sink(name) {
      const source = createSource(name);
      const run = { source, lastMs: Number.NEGATIVE_INFINITY };
      runs.add(run);
      return {
        write(chunk) {
          run.lastMs = monotonicMs();
          readClock();
          const end = chunk.lastIndexOf(10);
          if (end >= 0) source.finish(chunk.toString('latin1', 0, end));
          if (end + 1 < chunk.length) source.hold(chunk.toString('latin1', end + 1));
          if (source.waiting > 0) timer ??= setTimeout(look, QUIET_MS).unref();
          return wanted;
        },
        onDrain: (resume) => out.onDrain(resume),
        end() {
          if (!runs.delete(run)) return;
          readClock();
          source.close();
        },
      };
    },
    say(text, service) {
      readClock();
      row.claim(null);
      const start = prefixes.of(OWN_NAME) + (service === undefined ? '' : `${prefixes.mention(service)}: `);
      for (const line of forPeople(text).split('\n')) write(`${start}${Buffer.from(line).toString('latin1')}\n`);
    },
    onReaderGone: (callback) => out.onGone(callback),
    async end() {
      clearTimeout(timer);
      over = true;
      // Runs that wait for a slow reader have more output. Each drain may bring some, until none is left or nobody
      // reads.
      while (!wanted && runs.size > 0) {
        wanted = true;
        await out.end(END_TIMEOUT_MS);
      }
      readClock();
      for (const { source } of runs) source.close();
      runs.clear();
      await out.end(END_TIMEOUT_MS);
    },
  };

  function write(bytes: string): void {
    wanted = out.write(bytes);
  }

  function readClock(): void {
    prefixes.setTime(options.nowDate());
  }

  function createSource(name: string): Source {
    let version = -1;
    let start = '';
    const context = { row, write, prefix, ...(drawn && { drawn }) };
    return terminal ? createTerminalSource(context, color) : createRawSource(context);

    function prefix(): string {
      if (version !== prefixes.version) {
        start = prefixes.of(name);
        version = prefixes.version;
      }
      return start;
    }
  }

  /**
   * Looks for unfinished lines that have not changed for a while. The end of a line may still be unread in its pipe. So
   * this first reads what can be read, in a turn of the event loop without delays. Lines do not count as unchanged
   * while the output is stuck.
   */
  function look(): void {
    const beganMs = monotonicMs();
    setImmediate(() => {
      if (over) return;
      if (!wanted) return out.onDrain(wantedAgain);
      if (monotonicMs() - beganMs > STALL_MS) return look();
      showPrompts();
    }).unref();
  }

  /** All sources were stopped, or about to be, so the time without changes begins now. */
  function wantedAgain(): void {
    wanted = true;
    const nowMs = monotonicMs();
    for (const run of runs) run.lastMs = nowMs;
    timer = setTimeout(look, QUIET_MS).unref();
  }

  /** Shows the unfinished lines that have not changed for a while, and schedules the next look while there are any. */
  function showPrompts(): void {
    timer = undefined;
    readClock();
    const nowMs = monotonicMs();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const run of runs) {
      if (run.source.waiting === 0) continue;
      const restsMs = nowMs - run.lastMs;
      const alone = !othersPrint(run, nowMs);
      if (restsMs >= QUIET_MS || (alone && run.source.isRestless)) run.source.show(alone);
      else nextMs = Math.min(nextMs, Math.max(QUIET_MS - restsMs, 10));
      if (run.source.waiting > 0 && !alone) nextMs = Math.min(nextMs, ALONE_MS / 4);
    }
    if (nextMs < Number.POSITIVE_INFINITY) timer = setTimeout(look, nextMs).unref();
  }

  function othersPrint(mine: unknown, nowMs: number): boolean {
    for (const run of runs) if (run !== mine && nowMs - run.lastMs < ALONE_MS) return true;
    return false;
  }
}
