import type { ProjectHooks } from '../core/hooks.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { PortLeaser } from './leaser.ts';
import type { Sources } from './sources.ts';

/** How to read a project, from the command line. */
export interface LoadOptions {
  /** The directory at which the search for a config begins; absolute. */
  readonly cwd: string;
  /**
   * `-f`: a Procfile, a zinit.toml, a process-compose or docker compose file, or a directory of zinit units. Several
   * compose or process-compose files are merged.
   */
  readonly file?: string | readonly string[];
  /** `--profile`: active profiles of compose files, in addition to `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[];
  /**
   * `--namespace`: the namespaces of process-compose files that count. Without it, those of `PC_NAMESPACES`, or all.
   */
  readonly namespaces?: readonly string[];
  /** `--root`, the `-d` of the Procfile family: the working directory of Procfile commands. */
  readonly root?: string;
  /** `-e a,b`: these files instead of `.env`. */
  readonly envFiles?: readonly string[];
  /** The option `-m web=2,worker=1`. */
  readonly formation?: string;
  /** `-p`: base port of Procfile entries. */
  readonly basePort?: number;
  /** `-P`: the distance between the ports of two Procfile entries; 100 by default. */
  readonly portStep?: number;
  /** `-t`: the time between the stop signal and SIGKILL for every service, in milliseconds. */
  readonly stopTimeoutMs?: number;
  /** `-i web=INT,worker=QUIT`: other stop signals. */
  readonly stopSignals?: string;
  /** `--can-die`: services whose end does not end the others, and that are not restarted; `all` means every one. */
  readonly canDie?: readonly string[];
  /** `--exit-on`, if given. A failed process is then not tried again if the project has only a Procfile. */
  readonly exitOn?: string;
  /** `--auto-restart`: services that restart after every end; `all` means every one. */
  readonly autoRestart?: readonly string[];
  /** `-l`: start only these services and their requirements. */
  readonly only?: readonly string[];
  /** `-x`: do not start these, whatever `only` says. */
  readonly except?: readonly string[];
  /** Whether to look for likely mistakes as well, which also looks at the files that services name. */
  readonly lint?: boolean;
  /** `--isolated`: every port is a leased one, whatever the files say. */
  readonly isolated?: boolean;
  /**
   * The short name of a separate run beside the ordinary one of this checkout. It is isolated, and has its own state
   * directory and socket.
   */
  readonly beside?: string;
  /** Leases ports; only called if one is needed. Without it, such a project cannot be read. */
  readonly leasePorts?: PortLeaser;
  /** The caller's environment. */
  readonly environ: Readonly<Record<string, string | undefined>>;
}

/** How the lines of output look, if a file of the project says so. */
export interface RowSettings {
  readonly color?: boolean;
  readonly timestamps?: boolean;
}

/** A project as read. With a diagnostic of severity `error`, nothing of it may start. */
export interface Project {
  readonly name: string;
  /** The project directory, absolute, without symbolic links. It owns the lock and `.zdev/`. */
  readonly dir: string;
  /** The files it was read from, as the user would write them. */
  readonly files: readonly string[];
  /** The variables of the project's env files. */
  readonly env: Readonly<Record<string, string>>;
  /** In a stable order: as declared, those of the Procfile first. */
  readonly services: readonly ServiceSpec[];
  /** Whether there is only a Procfile and no zinit.toml: foreman's rules apply. */
  readonly bareProcfile: boolean;
  /** `color` and `timestamp` of `.foreman`. */
  readonly rows: RowSettings;
  /** `[project] auto_reload`: apply the config again when one of `files` changes. */
  readonly autoReload: boolean;
  /** The directory of its zinit units; null for any other project. */
  readonly unitsDir: string | null;
  /** The files that it was read from, for reading its env files again. */
  readonly sources: Sources;
  /** Whether every port is a leased one. */
  readonly isolated: boolean;
  /** The key `isolate` of `[project]`. */
  readonly isolate: 'worktree' | null;
  /** The table `[project.hooks]`. */
  readonly hooks: ProjectHooks;
  /** A short name of this checkout, for names of databases and the like; empty for the main one. */
  readonly instance: string;
  /** See `LoadOptions.beside`; null for the ordinary run. */
  readonly beside: string | null;
  readonly diagnostics: readonly Diagnostic[];
}
