import { EXIT } from '../io/exit-code.ts';
import { type ChildReady, DETACH, type Ended } from './handshake.ts';
import { launchSupervisor } from './launch-supervisor.ts';
import { endText, memoryHint } from './supervisor-end.ts';

/** A supervisor that belongs to this process, and shuts down when this process is gone. */
export interface ChildSupervisor {
  /** Its first message. After an error, it has ended or is about to. */
  readonly ready: ChildReady;
  /** Resolves when the supervisor process has ended for any reason. Never rejects. */
  readonly ended: Promise<Ended>;
  /** Lets the supervisor continue without an owner. May be called again. */
  detach(): void;
}

/** How much of the last output of a crashed supervisor is kept for the user. */
const MAX_WORDS_BYTES = 8 * 1024;
const MAX_WORDS_LINES = 10;

/**
 * Starts a supervisor with the options and names of `up`. Resolves when clients can connect to it, or when it has
 * failed.
 */
export function startChildSupervisor(args: readonly string[], program?: string): Promise<ChildSupervisor> {
  let words = '';
  let last: Ended | null = null;
  let ready: (line: ChildReady) => void = () => {};
  const first = new Promise<ChildReady>((resolve) => {
    ready = resolve;
  });
  const { child, channel } = launchSupervisor({
    args: ['--owner', ...args],
    output: ['ignore', 'pipe'],
    ...(program === undefined ? {} : { program }),
    onLine(line) {
      if (isEnded(line)) last = line;
      else ready(line as ChildReady);
    },
    onError: (error) => ready(failedStart(`cannot start zdev's supervisor: ${error.message}`)),
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-MAX_WORDS_BYTES);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      const how = `zdev's supervisor ${endText(code, signal)}`;
      const said = words.trimEnd().split('\n').filter(Boolean).slice(-MAX_WORDS_LINES);
      const lines = [...said, memoryHint(signal) ?? []].flat();
      ready(failedStart([`${how} before it was ready`, ...lines].join('\n')));
      resolve(last ?? { ended: true, status: EXIT.bug, lines: [how, ...lines] });
    });
  });
  const detach = () => {
    if (channel.writable) channel.end(`${DETACH}\n`);
    child.unref();
  };
  return first.then((line) => ({ ready: line, ended, detach }));
}

function isEnded(line: unknown): line is Ended {
  return (line as Partial<Ended>).ended === true;
}

function failedStart(error: string): ChildReady {
  return { pid: 0, error, notices: [], status: EXIT.bug, running: false, projectDir: '', diagnostics: [] };
}
