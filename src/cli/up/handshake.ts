import type { Diagnostic } from '../../config/diagnostic.ts';

/**
 * Where a supervisor in a process of its own talks to the `zdev up` that started it: one line of JSON each. With an owner
 * it is a pipe in both directions, which stays open.
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

/** The first line to an owner, who has not looked at the project himself. */
export interface OwnedReady extends Ready {
  /** What `zdev up` is to end with if there is an error. */
  readonly status: number;
  /** Absolute. */
  readonly projectDir: string;
  /** What was found in the project's files. With an error in it, nothing was started, and `error` is empty. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The last line to an owner: everything is stopped. */
export interface Ended {
  readonly ended: true;
  /** What `zdev up` is to end with. */
  readonly status: number;
  /** What became of the services, a few lines for the user. */
  readonly lines: readonly string[];
}

/** What an owner says who leaves, and wants the supervisor to go on without him. */
export const DETACH = 'detach';
