import type { Diagnostic } from './diagnostic.ts';

/** A file that was read: its name as the user would write it, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Its lines hold secrets, and are not quoted. */
  readonly secret?: true;
}

/** The way to a value in a TOML file: `['services', 'api', 'requires', 0]`. */
export type KeyPath = readonly (string | number)[];

/** Where a problem is: at a line, or, in a TOML file, at a key (or its value), whose line is looked up only when it is needed. */
export type Place =
  | { readonly source: Source; readonly line: number | null; readonly column: number | null }
  | { readonly source: Source; readonly path: KeyPath; readonly part: 'key' | 'value' };

/** Where a key of one file is. */
export type PlaceOf = (path: KeyPath, part: 'key' | 'value') => Place;

/** A diagnostic whose line may not be known yet. */
export interface Finding {
  /** The key of an imported file that is left out, and its full path: one problem stands for all services that have it. */
  readonly leftOut?: { readonly key: string; readonly path: string };
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly place: Place | null;
  readonly hint: string | null;
}

type FindingMaker = (code: string, message: string, place: Place | null, hint?: string | null) => Finding;

/** Something that keeps the project from starting. */
export const error: FindingMaker = (code, message, place, hint = null) => {
  return { severity: 'error', code, message, place, hint };
};

/** Something legal that is likely a mistake. */
export const warning: FindingMaker = (code, message, place, hint = null) => {
  return { severity: 'warning', code, message, place, hint };
};
