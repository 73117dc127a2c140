/**
 * One option of a command. Both parsers, the help, the completions and `docs/reference/cli.md` come from these rows.
 */
export interface OptionRow {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Names that other Procfile tools use for it: accepted, but not in the help. */
  readonly also?: readonly string[];
  /** It may be given more than once: one value is a string, several are a list. */
  readonly repeats?: true;
  /** Name of its value in the help; an option without a value is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Its value may follow a dash directly, as in `kill -9` and `kill -HUP`. */
  readonly bare?: true;
  readonly summary: string;
}

/** One command of the program. */
export interface CommandRow {
  readonly name: string;
  /** Another name of the command. */
  readonly alias?: string;
  /** Names that other Procfile tools use for it: accepted, but not in the help. */
  readonly also?: readonly string[];
  /** Its arguments, as in a usage line: `NAME` one, `NAME...` one or more, `[NAME...]` any number, `` none. */
  readonly args: string;
  /** The allowed values of its argument. */
  readonly choices?: readonly string[];
  /** The command gets everything from the first argument on unchanged, even what looks like an option. */
  readonly rest?: true;
  /** Not in the help or the reference. */
  readonly hidden?: true;
  readonly summary: string;
  readonly options: readonly OptionRow[];
}

/** Whether `word` names this command. */
export function isCalled({ name, alias, also = [] }: CommandRow, word: string | undefined): boolean {
  return word !== undefined && [name, alias, ...also].includes(word);
}

/** Values as a parser finds them, by long name. A switch is true, `no-x` included. */
export type GivenValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
