/** One option of a command. From these rows come both parsers, the help, the completions and `docs/reference/cli.md`. */
export interface OptionRow {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** What other tools of the Procfile family call it: understood, and in no help. */
  readonly also?: readonly string[];
  /** It may be given more than once: one value is a text, several are a list. */
  readonly repeats?: true;
  /** Name of its value in the help; without one it is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Its value may stand alone behind a dash, as in `kill -9` and `kill -HUP`. */
  readonly bare?: true;
  readonly summary: string;
}

/** One command of the program. */
export interface CommandRow {
  readonly name: string;
  /** Another name for it. */
  readonly alias?: string;
  /** What other tools of the Procfile family call it: understood, and in no help. */
  readonly also?: readonly string[];
  /** Its arguments, as in a usage line: `NAME` one, `NAME...` one or more, `[NAME...]` any number, `` none. */
  readonly args: string;
  /** What its argument may be. */
  readonly choices?: readonly string[];
  /** Everything from the first argument on is the command's own business, also what looks like an option. */
  readonly rest?: true;
  /** In no help and no reference. */
  readonly hidden?: true;
  readonly summary: string;
  readonly options: readonly OptionRow[];
}

/** Whether this is the command that a word names. */
export function isCalled({ name, alias, also = [] }: CommandRow, word: string | undefined): boolean {
  return word !== undefined && [name, alias, ...also].includes(word);
}

/** Values as a parser finds them: by long name; a switch is true, `no-x` included. */
export type GivenValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
