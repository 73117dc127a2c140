/** A mistake, or a likely mistake, in the project's files. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case: `unknown-key`, `dependency-cycle`. Documented in `docs/diagnostics.md`. */
  readonly code: string;
  /** What is wrong and what was expected, in one sentence without a full stop. */
  readonly message: string;
  /** The path as the user would write it; null if no file is concerned. */
  readonly file: string | null;
  /** From 1; null for the whole file. */
  readonly line: number | null;
  /** From 1, in characters. */
  readonly column: number | null;
  /** The line itself, to print below the message. */
  readonly source: string | null;
  /** What to do about it: `did you mean "requires"?` */
  readonly hint: string | null;
}
