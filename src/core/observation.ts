import type { PortHolder } from './port-holder.ts';
import type { SignalName } from './service.ts';

/** A listening socket. `*` stands for all addresses of the machine. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly pid: number | null;
}

/**
 * What a failed health check saw. `src/present/probe.ts` has the words. `message` is used when nothing more is known.
 */
export type ProbeError =
  | { readonly type: 'message'; readonly text: string }
  /** No machine has this name. `text` is the message of the system. */
  | { readonly type: 'unknown-host'; readonly host: string; readonly text: string }
  /** The check did not end in time. `target` is what it asked, if it asked anything. */
  | { readonly type: 'no-answer'; readonly withinMs: number; readonly target?: string }
  /**
   * Nothing listens at `target`. `listening` lists the sockets of the run itself; null if nobody has looked yet or they
   * cannot be seen. `text` is the message of the system: `connect ECONNREFUSED 127.0.0.1:5432`.
   */
  | {
      readonly type: 'refused';
      readonly target: string;
      readonly port: number;
      readonly text: string;
      readonly listening: readonly Listening[] | null;
    }
  /** The answer does not pass. `expected` is null if any status from 200 to 399 passes. */
  | {
      readonly type: 'status';
      /** `GET http://localhost:3000/healthz` */
      readonly request: string;
      readonly status: number;
      readonly expected: number | null;
      /** The target of a redirect. */
      readonly location: string | null;
      /** The first line of the body that is not empty. */
      readonly body: string | null;
    }
  /** The check used plain HTTP but the server speaks TLS, or the other way round, or the server speaks neither. */
  | { readonly type: 'speaks-tls' | 'speaks-plain' | 'no-http'; readonly target: string }
  /** The answer came from a process that does not belong to this run. */
  | { readonly type: 'stranger'; readonly port: number; readonly holder: PortHolder }
  /**
   * The command did not end well: how it ended, and the first and last lines of its output. `omitted` counts the lines
   * left out between them.
   */
  | {
      readonly type: 'command';
      readonly code: number | null;
      readonly signal: SignalName | null;
      readonly first: readonly string[];
      readonly omitted: number;
      readonly last: readonly string[];
    }
  /** No line matches. `lines` counts the lines so far. `nearest` is the line most similar to the pattern. */
  | {
      readonly type: 'no-line';
      readonly pattern: string;
      readonly lines: number;
      readonly nearest: string | null;
      /** The output goes into a pipe, and many programs buffer it then. */
      readonly piped: boolean;
    };
