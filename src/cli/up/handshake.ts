import type { Diagnostic } from '../../config/diagnostic.ts';

/**
 * The descriptor on which a separate supervisor talks to the `zdev up` that started it. Each message is one line of
 * JSON. With an owner, it is a pipe in both directions, and stays open.
 */
export const READY_FD = 3;

/** The first line. `error` is for the user; without one, clients can connect. */
export interface Ready {
  readonly pid: number;
  readonly error: string | null;
  /** The error is that another supervisor runs there. */
  readonly running: boolean;
  readonly notices: readonly string[];
}

/** The first line to an owner. The owner has not read the project. */
export interface ChildReady extends Ready {
  /** The exit status of `zdev up` if there is an error. */
  readonly status: number;
  /** Absolute path. */
  readonly projectDir: string;
  /** Findings in the project's files. If one of them is an error, nothing was started, and `error` is empty. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The last line to an owner: everything is stopped. */
export interface Ended {
  readonly ended: true;
  /** The exit status of `zdev up`. */
  readonly status: number;
  /** The final states of the services, as a few lines for the user. */
  readonly lines: readonly string[];
}

/** What an owner sends when it leaves and the supervisor must continue. */
export const DETACH = 'detach';
