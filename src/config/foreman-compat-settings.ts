import { error, type Finding, type Place } from './finding.ts';
import type { LoadOptions, RowSettings } from './project.ts';

/** What another tool of the Procfile family was told, as options of zdev. */
export interface ForemanSettings {
  /** Undefined: not said. */
  readonly options: { readonly [Key in keyof LoadOptions]?: LoadOptions[Key] | undefined };
  /** A Procfile by another name. */
  readonly procfile?: string | undefined;
  readonly rows?: { readonly [Key in keyof RowSettings]?: RowSettings[Key] | undefined };
  readonly flaws: readonly Flaw[];
}

/** A problem of one option, which is none when the command line has that option too. */
export interface Flaw {
  readonly problem: Finding;
  readonly option?: keyof LoadOptions;
}

interface OptionText {
  /** As it is called where it is said. */
  readonly name: string;
  readonly text: string | undefined;
  readonly place: Place | null;
  /** Gets what is wrong with it. */
  readonly flaws: Flaw[];
}

/** A base port. */
export function portOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || (/^\d+$/.test(text) && Number(text) <= 65_535)) return numberOf(text);
  const problem = error('bad-port', `${name} "${text}" is not a port number`, place);
  flaws.push({ problem, option: 'basePort' });
  return undefined;
}

/** How far apart the ports of two entries are. */
export function portStepOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || /^\d{1,5}$/.test(text)) return numberOf(text);
  const problem = error('bad-port', `${name} "${text}" is not a number of ports`, place);
  flaws.push({ problem, option: 'portStep' });
  return undefined;
}

/** A number of seconds, in milliseconds. */
export function secondsOption({ name, text, place, flaws }: OptionText): number | undefined {
  if (text === undefined || /^\d{1,6}(\.\d+)?$/.test(text)) return text === undefined ? undefined : Number(text) * 1000;
  const problem = error('bad-timeout', `${name} "${text}" is not a number of seconds`, place);
  flaws.push({ problem, option: 'stopTimeoutMs' });
  return undefined;
}

/** `a, b` as a list; undefined stays so. */
export function splitNames(text: string | undefined): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '');
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
