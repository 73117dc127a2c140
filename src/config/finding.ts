import type { Diagnostic } from './diagnostic.ts';

/** A file that was read: its name as the user would write it, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Whether its lines contain secrets and must not be quoted. */
  readonly secret?: true;
}

/** The path to a value in a TOML file: `['services', 'api', 'requires', 0]`. */
export type KeyPath = readonly (string | number)[];

/**
 * The place of a problem: a line, or a key (or its value) in a TOML file. The line of a key is looked up only when
 * needed.
 */
export type Place =
  | { readonly source: Source; readonly line: number | null; readonly column: number | null }
  | { readonly source: Source; readonly path: KeyPath; readonly part: 'key' | 'value' };

/** The place of a key in one file. */
export type PlaceOf = (path: KeyPath, part: 'key' | 'value') => Place;

/** A diagnostic whose line may not be known yet. */
export interface Finding {
  /** The ignored key of an imported file, and its full path. One problem stands for all services with this key. */
  readonly leftOut?: { readonly key: string; readonly path: string };
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly place: Place | null;
  readonly hint: string | null;
}

type FindingMaker = (code: string, message: string, place: Place | null, hint?: string | null) => Finding;

/** A mistake that keeps the project from starting. */
export const error: FindingMaker = (code, message, place, hint = null) => {
  return { severity: 'error', code, message, place, hint };
};

/** Something legal that is likely a mistake. */
export const warning: FindingMaker = (code, message, place, hint = null) => {
  return { severity: 'warning', code, message, place, hint };
};
