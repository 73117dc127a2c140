import type { ContainerSpec } from '../core/container.ts';
import type { ProjectHooks } from '../core/hooks.ts';
import type { Finding, PlaceOf } from './finding.ts';
import type { DefaultsTable, ServiceTable, TargetTable } from './keys.ts';

interface Declared {
  readonly name: string;
  /** The place of a key in the table; `[]` is its header. */
  readonly place: PlaceOf;
  /** Whether it is a zinit unit. Mistakes that zinit accepts are then only warnings. */
  readonly unit: boolean;
  /**
   * Whether `$PORT` and ports of other services are expanded in its values. zinit and YAML files have their own rules.
   */
  readonly expands: boolean;
  /** The directory for its relative paths if it is not the project's: that of an included file. */
  readonly base?: string;
  /** Keys that were taken out of the table because they were wrong. Their absence means nothing. */
  readonly isTakenOut: (key: string) => boolean;
}

/** A service as a zinit.toml or a unit file declares it. */
export interface DeclaredService extends Declared {
  readonly kind: 'service';
  readonly table: ServiceTable;
  /** The defaults of an included file, which replace those of the project. */
  readonly defaults?: DefaultsTable;
  /** The container in which it runs. The `exec` of the table would run it in the foreground. */
  readonly container?: ContainerSpec;
  /** The command of its health check, run in the container. */
  readonly inside?: readonly string[];
  /** Whether its end ends everything, whatever `--exit-on` says. */
  readonly endsAll?: 'any' | 'failure';
  /** Whether it does not get the variables of the project's env files. */
  readonly withoutProjectEnv?: boolean;
}

export interface DeclaredTarget extends Declared {
  readonly kind: 'target';
  readonly table: TargetTable;
}

/** The content of the TOML files of a project, checked key by key. */
export interface Config {
  readonly project: {
    readonly name: string | undefined;
    readonly envFile: readonly string[] | null;
    readonly procfile: boolean | string | undefined;
    readonly autoReload: boolean;
    readonly portRange?: readonly [from: number, to: number] | undefined;
    readonly isolate?: 'worktree' | undefined;
    readonly hooks?: ProjectHooks | undefined;
  };
  readonly defaults: DefaultsTable;
  /** Files whose services and targets also belong to the project. */
  readonly include?: readonly string[];
  /** The place of a key outside of services and targets. */
  readonly place: PlaceOf;
  readonly services: readonly DeclaredService[];
  readonly targets: readonly DeclaredTarget[];
  /** Names whose declaration was too wrong to keep. They count as known. */
  readonly lost: ReadonlySet<string>;
  /** Whether a file could not be read at all, so that missing names may be in it. */
  readonly broken: boolean;
  readonly problems: readonly Finding[];
}
