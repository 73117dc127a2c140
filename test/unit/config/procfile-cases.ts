import { readFileSync } from 'node:fs';
import type { LoadOptions, Project } from '../../../src/config/project.ts';
import { load } from './project.ts';

/**
 * What foreman, honcho, nf, hivemind, overmind and goreman do with a Procfile. `recommended` is set if zdev goes beyond
 * them.
 */
export interface Case {
  readonly name: string;
  readonly procfile: string | null;
  readonly envFile?: string;
  readonly files?: Record<string, string>;
  readonly environ?: Record<string, string>;
  readonly dirs?: readonly string[];
  readonly options?: {
    procfile_path?: string;
    env_files?: string[];
    port?: number;
    formation?: string;
    only?: string[];
  };
  readonly expected: {
    readonly processes: readonly { name: string; command: string }[];
    readonly env: Record<string, string | null>;
    readonly port: Record<string, number>;
    /** The command lines that a shell runs in the end, by instance. `$HOME` stands for the home directory. */
    readonly executed?: Record<string, string[][]>;
    readonly exit?: number;
  };
  readonly recommended?: {
    action?: string;
    processes?: { name: string; command: string }[];
    env?: Record<string, string>;
  };
}

export const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/config/procfile-cases.json', import.meta.url), 'utf8'),
) as Case[];

/** Cases whose exit code comes from running the commands, which loading does not do. */
export const RUNNING = new Set(['pf-unbalanced-quote', 'pf-unknown-command', 'pf-command-looks-like-entry']);

/** The project of a case, with these variables in addition to its own. */
export function loadCase(given: Case, environ: Readonly<Record<string, string>> = {}): Promise<Project> {
  const { procfile, envFile, files, dirs = [], options = {} } = given;
  const all = {
    ...files,
    ...Object.fromEntries(dirs.map((dir) => [`${dir}/.keep`, ''])),
    ...(procfile === null ? {} : { Procfile: procfile }),
    ...(envFile === undefined ? {} : { '.env': envFile }),
  };
  const how: Partial<LoadOptions> = {
    environ: { ...environ, ...given.environ },
    ...(options.procfile_path === undefined ? {} : { file: options.procfile_path }),
    ...(options.env_files === undefined ? {} : { envFiles: options.env_files }),
    ...(options.port === undefined ? {} : { basePort: options.port }),
    ...(options.formation === undefined ? {} : { formation: options.formation }),
    ...(options.only === undefined ? {} : { only: options.only }),
  };
  return load(all, how);
}
