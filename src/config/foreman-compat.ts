import { resolve } from 'node:path';
import type { Disk } from './disk.ts';
import type { EnvFiles } from './env-files.ts';
import type { Finding } from './finding.ts';
import type { ForemanSettings } from './foreman-compat-settings.ts';
import { readForeman } from './foreman-file.ts';
import { readOvermind } from './overmind.ts';
import type { LoadOptions, RowSettings } from './project.ts';

/** Settings of other tools of the Procfile family that zdev has as options too. */
interface ForemanOptions {
  readonly options: LoadOptions;
  /** A Procfile with another name, absolute. zinit.toml is still read, unlike with `-f`. */
  readonly procfile: string | null;
  /** Overmind's own env files, which all others override. */
  readonly envFiles: EnvFiles;
  readonly rows: RowSettings;
  readonly problems: readonly Finding[];
}

/** The command line, else overmind's variables, else `.foreman` in the current directory. */
export function foremanOptions(given: LoadOptions, disk: Disk): ForemanOptions {
  const foreman = readForeman(given, disk);
  const overmind = readOvermind(given, disk);
  const procfile = overmind.procfile ?? foreman.procfile;
  return {
    options: { ...said(foreman.options), ...said(overmind.options), ...given },
    procfile: procfile === undefined || given.file !== undefined ? null : resolve(given.cwd, procfile),
    envFiles: overmind.envFiles,
    rows: said(foreman.rows ?? {}),
    problems: [...overmind.envFiles.problems, ...[overmind, foreman].flatMap((each) => flawsOf(each, given))],
  };
}

/** Removes undefined options, which would hide other settings. */
function said<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** A mistake in an option does not matter if the command line has the option too. */
function flawsOf({ flaws }: ForemanSettings, given: LoadOptions): Finding[] {
  return flaws
    .filter(({ option }) => option === undefined || given[option] === undefined)
    .map(({ problem }) => problem);
}
