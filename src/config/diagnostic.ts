/** Something in the project's files that is wrong, or likely a mistake. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case: `unknown-key`, `dependency-cycle`. Documented in `docs/diagnostics.md`. */
  readonly code: string;
  /** What is wrong and what was expected, in one sentence without a full stop. */
  readonly message: string;
  /** Path as the user would write it; null when no file is concerned. */
  readonly file: string | null;
  /** From 1; null when the whole file is meant. */
  readonly line: number | null;
  /** From 1, in characters. */
  readonly column: number | null;
  /** The line itself, for printing under the message. */
  readonly source: string | null;
  /** What to do: `did you mean "requires"?` */
  readonly hint: string | null;
}
