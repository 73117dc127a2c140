import type { PortHolder } from './port-holder.ts';
import type { SaidTrouble } from './said-trouble.ts';
import type { SignalName } from './service.ts';

/** A place in a config file, as the user would write it; lines and columns from 1. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
}

/** The tool that runs the scripts and installs the packages of a JavaScript project. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What is known of why a run, or an attempt at one, failed, beyond its exit status. `src/present/trouble.ts` has the words. */
export type Trouble =
  /** `near` is a directory beside it that was probably meant, relative to the same place. */
  | {
      readonly type: 'dir-missing';
      readonly dir: string;
      readonly near: string | null;
      readonly place: ConfigPlace | null;
    }
  | { readonly type: 'dir-is-file' | 'dir-forbidden'; readonly dir: string; readonly place: ConfigPlace | null }
  /** `near` is a command that exists and was probably meant. */
  | { readonly type: 'command-missing'; readonly command: string; readonly near: string | null }
  /** What runs containers is not there. */
  | { readonly type: 'engine-missing'; readonly engine: string }
  /**
   * A file, or a module, that the command names. `inDir` is where it lies in the project, as `dir` of the
   * service.
   */
  | {
      readonly type: 'file-missing';
      readonly path: string;
      readonly near: string | null;
      readonly inDir: string | null;
    }
  | { readonly type: 'not-executable' | 'is-directory' | 'wrong-format' | 'crlf'; readonly path: string }
  /** The program of its first line (`#!`) is not there. */
  | { readonly type: 'interpreter-missing'; readonly path: string; readonly interpreter: string }
  /** `make` is the command that makes the virtual environment in this project. */
  | { readonly type: 'virtualenv-missing'; readonly path: string; readonly make: string }
  /** The package.json has no such script; `scripts` are those that it has. */
  | {
      readonly type: 'script-missing';
      readonly manager: PackageManager;
      readonly script: string;
      readonly near: string | null;
      readonly scripts: readonly string[];
    }
  /** The packages of the project are not installed: `what` was not found. `install` is the command for it. */
  | { readonly type: 'not-installed'; readonly what: string | null; readonly install: string }
  /** It could not listen. `port` is null where the output does not name it, `holder` where nobody holds it any more. */
  | { readonly type: 'port-taken'; readonly port: number | null; readonly holder: PortHolder | null }
  /** The kernel ended it, for want of memory: of the machine, or of its control group. */
  | { readonly type: 'out-of-memory'; readonly of: 'machine' | 'group' }
  | SaidTrouble;

/** What was found out about a failed run after its end. */
export interface Diagnosis {
  readonly trouble: Trouble | null;
  /** The lines of its output that say what went wrong, the most telling one first. */
  readonly error: readonly string[];
  /**
   * Another try can only fail in the same way: what it takes is not there. It is tried again when one of the `awaited`
   * paths changes.
   */
  readonly cannotStart: boolean;
  /** Absolute paths. A change at one of these may mend it. Empty unless `cannotStart`. */
  readonly awaited: readonly string[];
}

/** How a run ended; null for one that could not be started at all. */
export type RunEnd = { readonly code: number | null; readonly signal: SignalName | null } | null;

/** Nothing is known. */
export const NO_DIAGNOSIS: Diagnosis = { trouble: null, error: [], cannotStart: false, awaited: [] };
