import type { MatchIndex } from '../logs/match-index.ts';
import type { ScrollContent } from '../logs/viewport.ts';
import { MESSAGE_MS } from '../model/message.ts';
import type { Model } from '../model/model.ts';

/** A side effect that an action requests. */
export type Request =
  | {
      readonly type: 'call';
      readonly method: 'service.start' | 'service.stop' | 'service.restart' | 'service.kill';
      readonly names: readonly string[];
      /** For a kill; SIGKILL by default. */
      readonly signal?: string;
      /** For a restart: also restart what requires these services. */
      readonly dependents?: boolean;
    }
  | { readonly type: 'details'; readonly name: string }
  | { readonly type: 'attach'; readonly name: string }
  | { readonly type: 'free-port'; readonly name: string }
  /** Whole lines, or a part of one line, which gets no newline. */
  | { readonly type: 'copy'; readonly lines: readonly string[]; readonly part?: true }
  | { readonly type: 'edit'; readonly service: string | null }
  | { readonly type: 'open'; readonly url: string }
  /** A mark in the log of all services, or, with a name, in the log of one. */
  | { readonly type: 'mark'; readonly service: string | null }
  /** Reads lines before the first line of the shown log from the log files; with `all`, up to the oldest kept line. */
  | { readonly type: 'older'; readonly all?: true }
  /** Reads older lines up to one that matches the search. If none matches, `around` continues at the newest match. */
  | { readonly type: 'find-older'; readonly around?: true }
  | { readonly type: 'mouse'; readonly on: boolean }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'quit'; readonly how: 'detach' | 'stop' | 'kill' };

/** What an action works with. */
export interface Context {
  readonly model: Model;
  /** The pressed key. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The shown log, as a viewport scrolls over it. */
  content(model: Model): ScrollContent;
  /** The lines of that log that match the search; null without a search. */
  hits(model: Model): MatchIndex | null;
}

/** The model patch and the requests of an action. */
export interface ActionResult {
  readonly set?: Partial<Model>;
  readonly requests?: readonly Request[];
}

/** Runs an action. Pure: it only returns changes. */
export type Act = (context: Context) => ActionResult;

/** A message that requires no reaction from the user. */
export function info(text: string, nowMs: number): Pick<Model, 'message'> {
  return { message: { text, level: 'info', untilMs: nowMs + MESSAGE_MS } };
}

/** A message that stays until a key is pressed. */
export function problem(text: string): Pick<Model, 'message'> {
  return { message: { text, level: 'error', untilMs: Number.POSITIVE_INFINITY } };
}
