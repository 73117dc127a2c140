import type { ProjectHooks } from '../core/hooks.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { PortLeaser } from './leaser.ts';
import type { Sources } from './sources.ts';

/** How a project is to be read: what the command line says. */
export interface LoadOptions {
  /** Where the search for a config begins; absolute. */
  readonly cwd: string;
  /**
   * `-f`: a Procfile, a zinit.toml, a process-compose or docker compose file, or a directory of zinit units; several
   * compose or process-compose files are merged.
   */
  readonly file?: string | readonly string[];
  /** `--profile`: active profiles of compose files, on top of `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[];
  /** `--namespace`: the namespaces of process-compose files that count; without it, those of `PC_NAMESPACES`, or all. */
  readonly namespaces?: readonly string[];
  /** `--root`, the `-d` of the Procfile family: the working directory of Procfile commands. */
  readonly root?: string;
  /** `-e a,b`: these instead of `.env`. */
  readonly envFiles?: readonly string[];
  /** `-m web=2,worker=1`. */
  readonly formation?: string;
  /** `-p`: base port of Procfile entries. */
  readonly basePort?: number;
  /** `-P`: how far apart the ports of two Procfile entries are; 100 by default. */
  readonly portStep?: number;
  /** `-t`: from the stop signal to SIGKILL, for every service; in milliseconds. */
  readonly stopTimeoutMs?: number;
  /** `-i web=INT,worker=QUIT`: other stop signals. */
  readonly stopSignals?: string;
  /** `--can-die`: services whose end does not end the rest, and that are not restarted; `all` means every one. */
  readonly canDie?: readonly string[];
  /** `--exit-on`, where it is given: a process of a lone Procfile is then not tried again when it fails. */
  readonly exitOn?: string;
  /** `--auto-restart`: services that are started again whenever they end; `all` means every one. */
  readonly autoRestart?: readonly string[];
  /** `-l`: start only these, and what they need. */
  readonly only?: readonly string[];
  /** `-x`: do not start these, whatever `only` says. */
  readonly except?: readonly string[];
  /** Whether to look for likely mistakes as well, which takes a look at the files that services name. */
  readonly lint?: boolean;
  /** `--isolated`: every port is a leased one, whatever the files say. */
  readonly isolated?: boolean;
  /**
   * A run of its own beside the ordinary one of this checkout, by a short name: isolated, and with a state directory and
   * a socket of its own.
   */
  readonly beside?: string;
  /** Gives out ports; without it, a project that needs one cannot be read. Only called where one is needed. */
  readonly leasePorts?: PortLeaser;
  /** The caller's environment. */
  readonly environ: Readonly<Record<string, string | undefined>>;
}

/** How the rows of output are to look, as far as a file of the project says. */
export interface RowSettings {
  readonly color?: boolean;
  readonly timestamps?: boolean;
}

/** A project as read. With any diagnostic of severity `error`, nothing of it is to be started. */
export interface Project {
  readonly name: string;
  /** The project directory, absolute, without links: what owns the lock and `.zdev/`. */
  readonly dir: string;
  /** The files it was read from, as the user would write them. */
  readonly files: readonly string[];
  /** The variables of the project's env files. */
  readonly env: Readonly<Record<string, string>>;
  /** In a stable order: as declared, the Procfile's first. */
  readonly services: readonly ServiceSpec[];
  /** Only a Procfile, no zinit.toml: foreman's habits apply. */
  readonly bareProcfile: boolean;
  /** `color` and `timestamp` of `.foreman`. */
  readonly rows: RowSettings;
  /** `[project] auto_reload`: apply the config again when one of `files` changes. */
  readonly autoReload: boolean;
  /** The directory of zinit units that it was read from; null for any other project. */
  readonly unitsDir: string | null;
  /** What it was read from, to read its env files again. */
  readonly sources: Sources;
  /** Every port of it is a leased one. */
  readonly isolated: boolean;
  /** `[project] isolate`. */
  readonly isolate: 'worktree' | null;
  /** `[project.hooks]`. */
  readonly hooks: ProjectHooks;
  /** A short name of this checkout, for names of databases and the like; empty for the main one. */
  readonly instance: string;
  /** See `LoadOptions.beside`; null for the ordinary run. */
  readonly beside: string | null;
  readonly diagnostics: readonly Diagnostic[];
}
