import type { MatchIndex } from '../logs/match-index.ts';
import type { ScrollContent } from '../logs/viewport.ts';
import type { Model } from '../model/model.ts';

/** What an action wants of the world outside the model. */
export type Request =
  | {
      readonly ask: 'call';
      readonly method: 'service.start' | 'service.stop' | 'service.restart' | 'service.kill';
      readonly names: readonly string[];
      /** Of a kill; SIGKILL unless told. */
      readonly signal?: string;
      /** Of a restart: what requires these as well. */
      readonly dependents?: boolean;
    }
  | { readonly ask: 'details'; readonly name: string }
  | { readonly ask: 'attach'; readonly name: string }
  | { readonly ask: 'free-port'; readonly name: string }
  /** Whole lines, or a part of one, which gets no newline. */
  | { readonly ask: 'copy'; readonly lines: readonly string[]; readonly part?: true }
  | { readonly ask: 'edit'; readonly service: string | null }
  | { readonly ask: 'open'; readonly url: string }
  /** Among all, or (with a name) into the log of one. */
  | { readonly ask: 'mark'; readonly service: string | null }
  /** Lines before the first of the shown log, from the log files; with `all`, up to the oldest that is kept. */
  | { readonly ask: 'older'; readonly all?: true }
  /** Older lines up to one that matches what is searched for; where there is none, `around` the end to the newest. */
  | { readonly ask: 'find-older'; readonly around?: true }
  | { readonly ask: 'mouse'; readonly on: boolean }
  | { readonly ask: 'suspend' }
  | { readonly ask: 'redraw' }
  | { readonly ask: 'quit'; readonly how: 'detach' | 'stop' | 'kill' };

/** What an action works with. */
export interface Context {
  readonly model: Model;
  /** The key that was pressed. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The log that is shown, as a viewport moves over it. */
  content(model: Model): ScrollContent;
  /** The lines of that log in which the search matches; null without a search. */
  hits(model: Model): MatchIndex | null;
}

/** What comes of an action. */
export interface Outcome {
  readonly set?: Partial<Model>;
  readonly ask?: readonly Request[];
}

/** What an action does. Pure: it changes nothing itself. */
export type Act = (context: Context) => Outcome;

/** A message of which the user need not do anything. */
export function info(text: string, nowMs: number): Pick<Model, 'message'> {
  return { message: { text, level: 'info', untilMs: nowMs + MESSAGE_MS } };
}

const MESSAGE_MS = 4000;

/** A message that stays until a key is pressed. */
export function problem(text: string): Pick<Model, 'message'> {
  return { message: { text, level: 'error', untilMs: Number.POSITIVE_INFINITY } };
}
