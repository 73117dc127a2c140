/** A mistake, or a likely mistake, in the files of a running project. */
export interface Mistake {
  readonly severity: 'error' | 'warning';
  /** One sentence without a full stop. */
  readonly message: string;
  /** As the user would write it; null if no file is concerned. */
  readonly file: string | null;
  readonly line: number | null;
  /** What to do about it. */
  readonly hint: string | null;
}

/** One line: `config error: unknown key "exce" (zinit.toml:3); did you mean "exec"?` */
export function mistakeText(mistake: Mistake): string {
  return [mistakeFact(mistake), ...(mistake.hint === null ? [] : [mistake.hint])].join('; ');
}

/** The same without the advice. */
export function mistakeFact({ severity, message, file, line }: Mistake): string {
  const place = file === null ? '' : ` (${line === null ? file : `${file}:${line}`})`;
  const effect = severity === 'error' ? ', nothing was applied' : '';
  return `config ${severity}${effect}: ${message}${place}`;
}
