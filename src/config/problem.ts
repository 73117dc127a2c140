import type { Diagnostic } from './diagnostic.ts';

/** A file that was read: its name as the user would write it, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
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
export interface Problem {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly place: Place | null;
  readonly hint: string | null;
}

type ProblemMaker = (code: string, message: string, place: Place | null, hint?: string | null) => Problem;

/** Something that keeps the project from starting. */
export const error: ProblemMaker = (code, message, place, hint = null) => {
  return { severity: 'error', code, message, place, hint };
};

/** Something legal that is likely a mistake. */
export const warning: ProblemMaker = (code, message, place, hint = null) => {
  return { severity: 'warning', code, message, place, hint };
};

/** Problems with their lines. The TOML parser that knows positions is loaded only when a problem needs it. */
export async function toDiagnostics(problems: readonly Problem[]): Promise<Diagnostic[]> {
  const needsLocating = problems.some(({ place }) => place !== null && 'path' in place);
  const locate = needsLocating ? (await import('./locate.ts')).openLocator() : () => ({ line: null, column: null });
  const diagnostics = problems.map(({ place, ...problem }): Diagnostic => {
    if (place === null) return { ...problem, file: null, line: null, column: null, source: null };
    const { line, column } = 'path' in place ? locate(place.source.text, place.path, place.part) : place;
    return { ...problem, file: place.source.file, line, column, source: lineOf(place.source.text, line) };
  });
  return inReadingOrder(diagnostics);
}

/** File by file, as they were read, and from top to bottom in each. */
function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const keys = (each: Diagnostic) => [files.indexOf(each.file), each.line ?? 0, each.column ?? 0] as const;
  return [...diagnostics].sort((a, b) => {
    const [first, second] = [keys(a), keys(b)];
    return first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
  });
}

function lineOf(text: string, line: number | null): string | null {
  return line === null ? null : (text.split(/\r\n|\n|\r/)[line - 1] ?? null);
}
