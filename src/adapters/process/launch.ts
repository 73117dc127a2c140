import type { SignalName } from '../../core/service.ts';
import type { OutputSink } from '../../runtime/ports.ts';
import type { Output } from './output.ts';
import type { Relay } from './relay.ts';
import type { RunFiles } from './run-files.ts';

/** Of a terminal, until somebody says how large it really is. */
export const SIZE = { columns: 80, rows: 24 };

/** What it takes to start the leader of a run. */
export interface LaunchRequest {
  /** For `/bin/sh -c`. */
  readonly command: string;
  readonly dir: string;
  /** Properties inherited from the prototype count too. */
  readonly env: NodeJS.ProcessEnv;
  /** A descriptor, `pipe` for one of Node's that stays open; null: it is at its end. On a pty only null has a meaning. */
  readonly stdin: number | 'pipe' | null;
  /** Descriptors that it gets as well, from `SOCKETS_FROM` on; not on a pty. */
  readonly sockets?: readonly number[];
  /** Of a pty, in characters. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly sink: OutputSink;
  /** Where a leader on a terminal notes who it is, if it may outlive this process. */
  readonly notes?: RunFiles | null;
  /** The leader is gone. Never called before the launch has returned. */
  readonly exited: (code: number | null, signal: SignalName | null) => void;
}

/** A leader that runs, in a session and a process group of its own. */
export interface Launched {
  readonly pid: number;
  readonly output: Output;
  /** Whether it lives on without this process, for another to adopt. */
  readonly detached?: boolean;
  /** Whether it stays when its command has ended by a signal, suspended, until it is continued. */
  readonly lingers?: boolean;
  /** Settles when its command has ended and it stays, until it hears that it is alone in its group: see `terminal-wait.ts`. */
  readonly waits?: Promise<void>;
  /** Who passes on its terminal. */
  readonly relay?: Relay;
  resize?(cols: number, rows: number): void;
  write?(data: string | Buffer): void;
}
