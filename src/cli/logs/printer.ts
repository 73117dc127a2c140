import { jsonText } from '../../safe/terminal.ts';
import type { CommandIo } from '../io/command-io.ts';
import { createPlainStream, type PlainSink } from '../up/plain/stream.ts';
import type { Change } from './changes.ts';

/** A line of output, from any source. */
export interface OutputLine {
  readonly service: string;
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly at_ms: number;
  readonly text: string;
}

/** Prints lines of output: as rows of the plain stream, or as JSON, one object per line. */
export interface LogPrinter {
  show(entries: readonly OutputLine[]): void;
  /** Prints how many lines were lost because nobody read them. */
  missed(count: number): void;
  /** Prints changes of services between the lines; only for programs. */
  readonly changed?: (changes: readonly Change[]) => void;
}

/** stdout and stderr of a service are one stream, in the order of writing. The other stream is zdev's own messages. */
export type Stream = 'stdout+stderr' | 'zdev';

/** `names` are those of all services, so that each has the same colour as in `zdev up`. */
export function createLogPrinter(options: {
  readonly io: CommandIo;
  readonly names: readonly string[];
  readonly json: boolean;
  readonly timestamps: boolean;
}): LogPrinter {
  const { io } = options;
  return options.json ? jsonPrinter(io) : rowPrinter(options);
}

function jsonPrinter(io: CommandIo): LogPrinter {
  const print = (rows: readonly LogObject[]) => {
    if (rows.length > 0) io.out(Buffer.from(rows.map((row) => `${jsonText(row)}\n`).join('')));
  };
  const now = () => timesOf(Date.now());
  return {
    show: (entries) =>
      print(
        entries.map(({ service, run, at, at_ms, text }) => ({
          ...{ type: 'output' as const, ...timesOf(at_ms), stream: 'stdout+stderr' as const },
          ...{ service, run, at, text },
        })),
      ),
    missed: (missed) => print([{ type: 'missed', ...now(), stream: 'zdev', missed }]),
    changed: (changes) => print(changes.map((change) => ({ ...change, ...now(), stream: 'zdev' }))),
  };
}

/** An object of `zdev logs --json`. */
type LogObject = { readonly time: string; readonly at_ms: number; readonly stream: Stream } & (
  | ({ readonly type: 'output' } & Omit<OutputLine, 'at_ms'>)
  | { readonly type: 'missed'; readonly missed: number }
  | Change
);

const timesOf = (atMs: number) => ({ time: new Date(atMs).toISOString(), at_ms: atMs });

function rowPrinter({ io, names, timestamps }: Parameters<typeof createLogPrinter>[0]): LogPrinter {
  let atMs = Date.now();
  let bytes = '';
  const stream = createPlainStream({
    out: {
      write(part) {
        bytes += part;
        return true;
      },
      onDrain() {},
      onGone() {},
      end: async () => {},
    },
    names,
    color: io.color.out,
    timestamps,
    terminal: io.terminal,
    nowDate: () => new Date(atMs),
  });
  const sinks = new Map<string, PlainSink>();
  const flush = () => {
    io.out(Buffer.from(bytes, 'latin1'));
    bytes = '';
  };
  return {
    show(entries) {
      for (const entry of entries) {
        atMs = entry.at_ms;
        const sink = sinks.get(entry.service) ?? stream.sink(entry.service);
        sinks.set(entry.service, sink);
        sink.write(Buffer.from(`${entry.text}\n`));
      }
      flush();
    },
    missed(count) {
      stream.say(`${count} line${count === 1 ? '' : 's'} missing here: the reader was too slow`);
      flush();
    },
  };
}
