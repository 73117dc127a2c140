import type { SignalName } from '../../core/service.ts';
import type { OutputSink } from '../../runtime/ports.ts';
import type { Output } from './output.ts';
import type { Relay } from './relay.ts';
import type { RunFiles } from './run-files.ts';

/** The size of a terminal until a client sets the real one. */
export const SIZE = { columns: 80, rows: 24 };

/** A request to start the leader of a run. */
export interface LaunchRequest {
  /** For `/bin/sh -c`. */
  readonly command: string;
  readonly dir: string;
  /** Properties inherited from the prototype count too. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * A descriptor, or `pipe` for a pipe of Node's that stays open; null: stdin is at its end. On a pty only null has a
   * meaning.
   */
  readonly stdin: number | 'pipe' | null;
  /** Descriptors that it also gets, from `SOCKETS_FROM` on; not on a pty. */
  readonly sockets?: readonly number[];
  /** The size of a pty, in characters. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly sink: OutputSink;
  /** Where a leader on a terminal records its identity, if it may outlive this process. */
  readonly notes?: RunFiles | null;
  /** Called when the leader has exited. Never before the launch has returned. */
  readonly exited: (code: number | null, signal: SignalName | null) => void;
}

/** A running leader, with its own session and process group. */
export interface Launched {
  readonly pid: number;
  readonly output: Output;
  /** Whether it outlives this process, so that another one can adopt it. */
  readonly detached?: boolean;
  /** Whether it suspends itself and stays, when a signal has ended its command, until it is continued. */
  readonly lingers?: boolean;
  /**
   * Settles when its command has ended and the leader stays until it hears that it is alone in its group: see
   * `terminal-wait.ts`.
   */
  readonly waits?: Promise<void>;
  /** The process that passes on its terminal. */
  readonly relay?: Relay;
  resize?(cols: number, rows: number): void;
  write?(data: string | Buffer): void;
}
