import type { PortHolder } from './port-holder.ts';
import type { SignalName } from './service.ts';

/** Somebody who takes connections: `*` stands for all addresses of the machine. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly pid: number | null;
}

/** What a failed health check saw. `src/present/probe.ts` has the words; `message` is for what nothing more is known of. */
export type ProbeError =
  | { readonly type: 'message'; readonly text: string }
  /** No machine has this name. `text` is the system's own word. */
  | { readonly type: 'unknown-host'; readonly host: string; readonly text: string }
  /** The check did not come to an end in time. `target` is what it asked, where it asked somebody. */
  | { readonly type: 'no-answer'; readonly withinMs: number; readonly target?: string }
  /**
   * Nobody takes connections at `target`. `listening` is where the run itself takes some: null when nobody has looked yet,
   * or it cannot be seen. `text` is the system's own word: `connect ECONNREFUSED 127.0.0.1:5432`.
   */
  | {
      readonly type: 'refused';
      readonly target: string;
      readonly port: number;
      readonly text: string;
      readonly listening: readonly Listening[] | null;
    }
  /** An answer that does not pass. `expected` is null where any status from 200 to 399 passes. */
  | {
      readonly type: 'status';
      /** `GET http://localhost:3000/healthz` */
      readonly request: string;
      readonly status: number;
      readonly expected: number | null;
      /** Where a redirect leads. */
      readonly location: string | null;
      /** The first line of the body that says something. */
      readonly body: string | null;
    }
  /** It was asked in plain HTTP, and speaks TLS; the other way round; or it speaks neither. */
  | { readonly type: 'speaks-tls' | 'speaks-plain' | 'no-http'; readonly target: string }
  /** The answer came from somebody who is not a process of this run. */
  | { readonly type: 'stranger'; readonly port: number; readonly holder: PortHolder }
  /** A command that did not end well: how, and the first and last lines of its output, `omitted` of them left out in between. */
  | {
      readonly type: 'command';
      readonly code: number | null;
      readonly signal: SignalName | null;
      readonly first: readonly string[];
      readonly omitted: number;
      readonly last: readonly string[];
    }
  /** No line matches. `lines` counts those that came; `nearest` is the one that is most like the pattern. */
  | {
      readonly type: 'no-line';
      readonly pattern: string;
      readonly lines: number;
      readonly nearest: string | null;
      /** The output goes into a pipe, where many programs keep it back. */
      readonly piped: boolean;
    };
