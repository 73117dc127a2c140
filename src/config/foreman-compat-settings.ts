import { error, type Finding, type Place } from './finding.ts';
import type { LoadOptions, RowSettings } from './project.ts';

/** Settings of another tool of the Procfile family, as options of zdev. */
export interface ForemanSettings {
  /** Undefined if not set. */
  readonly options: { readonly [Key in keyof LoadOptions]?: LoadOptions[Key] | undefined };
  /** A Procfile with another name. */
  readonly procfile?: string | undefined;
  readonly rows?: { readonly [Key in keyof RowSettings]?: RowSettings[Key] | undefined };
  readonly flaws: readonly Flaw[];
}

/** A problem of one option. It does not matter if the command line has that option too. */
export interface Flaw {
  readonly problem: Finding;
  readonly option?: keyof LoadOptions;
}

interface OptionText {
  /** The name of the option in the settings. */
  readonly name: string;
  readonly text: string | undefined;
  readonly place: Place | null;
  /** Collects problems. */
  readonly flaws: Flaw[];
}

/** Parses a base port. */
export function portOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || (/^\d+$/.test(text) && Number(text) <= 65_535)) return numberOf(text);
  const problem = error('bad-port', `${name} "${text}" is not a port number`, place);
  flaws.push({ problem, option: 'basePort' });
  return undefined;
}

/** Parses the distance between the ports of two entries. */
export function portStepOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || /^\d{1,5}$/.test(text)) return numberOf(text);
  const problem = error('bad-port', `${name} "${text}" is not a number of ports`, place);
  flaws.push({ problem, option: 'portStep' });
  return undefined;
}

/** Converts a number of seconds to milliseconds. */
export function secondsOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || /^\d{1,6}(\.\d+)?$/.test(text)) return text === undefined ? undefined : Number(text) * 1000;
  const problem = error('bad-timeout', `${name} "${text}" is not a number of seconds`, place);
  flaws.push({ problem, option: 'stopTimeoutMs' });
  return undefined;
}

/** Splits `a, b` into a list; undefined stays undefined. */
export function splitNames(text: string | undefined): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '');
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
