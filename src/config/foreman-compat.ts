import { resolve } from 'node:path';
import type { Disk } from './disk.ts';
import type { EnvFiles } from './env-files.ts';
import type { Finding } from './finding.ts';
import type { ForemanSettings } from './foreman-compat-settings.ts';
import { readForeman } from './foreman-file.ts';
import { readOvermind } from './overmind.ts';
import type { LoadOptions, RowSettings } from './project.ts';

/** What other tools of the Procfile family are told, where zdev has the same option. */
interface ForemanOptions {
  readonly options: LoadOptions;
  /** A Procfile by another name, absolute. It does not keep a zinit.toml from being read, as `-f` would. */
  readonly procfile: string | null;
  /** Env files of overmind's own, which every other one goes before. */
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

/** Without what was not said, which must not hide what somebody else says. */
function said<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** An option that is wrong is of no importance when the command line has it too. */
function flawsOf({ flaws }: ForemanSettings, given: LoadOptions): Finding[] {
  return flaws
    .filter(({ option }) => option === undefined || given[option] === undefined)
    .map(({ problem }) => problem);
}
