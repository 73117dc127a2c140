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

/**
 * The known reason why a run, or an attempt to start one, failed, beyond its exit status. `src/present/trouble.ts` has
 * the words.
 */
export type Trouble =
  /** `near` is a directory beside it that the user probably meant, relative to the same place. */
  | {
      readonly type: 'dir-missing';
      readonly dir: string;
      readonly near: string | null;
      readonly place: ConfigPlace | null;
    }
  | { readonly type: 'dir-is-file' | 'dir-forbidden'; readonly dir: string; readonly place: ConfigPlace | null }
  /** `near` is an existing command that the user probably meant. */
  | { readonly type: 'command-missing'; readonly command: string; readonly near: string | null }
  /** The program that runs containers is not installed. */
  | { readonly type: 'engine-missing'; readonly engine: string }
  /**
   * A file or module that the command names does not exist. `inDir` is where it lies in the project, as a `dir` of the
   * service.
   */
  | {
      readonly type: 'file-missing';
      readonly path: string;
      readonly near: string | null;
      readonly inDir: string | null;
    }
  | { readonly type: 'not-executable' | 'is-directory' | 'wrong-format' | 'crlf'; readonly path: string }
  /** The program in its first line (`#!`) does not exist. */
  | { readonly type: 'interpreter-missing'; readonly path: string; readonly interpreter: string }
  /** `make` is the command that creates the virtual environment in this project. */
  | { readonly type: 'virtualenv-missing'; readonly path: string; readonly make: string }
  /** The package.json has no such script. `scripts` are the ones that it has. */
  | {
      readonly type: 'script-missing';
      readonly manager: PackageManager;
      readonly script: string;
      readonly near: string | null;
      readonly scripts: readonly string[];
    }
  /**
   * The packages of the project are not installed: `what` was not found. `install` is the command that installs them.
   */
  | { readonly type: 'not-installed'; readonly what: string | null; readonly install: string }
  /**
   * It could not listen. `port` is null if the output does not name it. `holder` is null if nothing holds the port any
   * more.
   */
  | { readonly type: 'port-taken'; readonly port: number | null; readonly holder: PortHolder | null }
  /** The kernel killed it because the machine or its control group ran out of memory. */
  | { readonly type: 'out-of-memory'; readonly of: 'machine' | 'group' }
  | SaidTrouble;

/** The result of examining a failed run after its end. */
export interface Diagnosis {
  readonly trouble: Trouble | null;
  /** The lines of its output that explain the failure, the most telling one first. */
  readonly error: readonly string[];
  /**
   * Another try can only fail in the same way, because something that it needs is missing. It is tried again when one
   * of the `awaited` paths changes.
   */
  readonly cannotStart: boolean;
  /** Absolute paths. A change of one of these may help. Empty unless `cannotStart`. */
  readonly awaited: readonly string[];
}

/** How a run ended; null if it could not be started at all. */
export type RunEnd = { readonly code: number | null; readonly signal: SignalName | null } | null;

/** The diagnosis when nothing is known. */
export const NO_DIAGNOSIS: Diagnosis = { trouble: null, error: [], cannotStart: false, awaited: [] };
