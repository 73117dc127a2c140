import type { ContainerSpec } from '../core/container.ts';
import type { ProjectHooks } from '../core/hooks.ts';
import type { Finding, PlaceOf } from './finding.ts';
import type { DefaultsTable, ServiceTable, TargetTable } from './keys.ts';

interface Declared {
  readonly name: string;
  /** Where a key of the table is; `[]` is its header. */
  readonly place: PlaceOf;
  /** A zinit unit: what zinit lets pass is only warned of. */
  readonly unit: boolean;
  /** Whether `$PORT` and ports of other services are put into its values; zinit and YAML files have rules of their own. */
  readonly expands: boolean;
  /** What its paths are relative to, where that is not the project: the directory of an included file. */
  readonly base?: string;
  /** Keys that the table has no more, because they were wrong: nothing is to be concluded from their absence. */
  readonly isTakenOut: (key: string) => boolean;
}

/** A service as a zinit.toml or a unit file declares it. */
export interface DeclaredService extends Declared {
  readonly kind: 'service';
  readonly table: ServiceTable;
  /** Of an included file, in place of those of the project. */
  readonly defaults?: DefaultsTable;
  /** It runs in a container, which the `exec` of the table would run in the foreground. */
  readonly container?: ContainerSpec;
  /** The words of its health check, which are run in the container. */
  readonly inside?: readonly string[];
  /** Its end ends everything, whatever `--exit-on` says. */
  readonly endsAll?: 'any' | 'failure';
  /** It does not get the variables of the project's env files. */
  readonly withoutProjectEnv?: boolean;
}

export interface DeclaredTarget extends Declared {
  readonly kind: 'target';
  readonly table: TargetTable;
}

/** What the TOML files of a project say, checked key by key. */
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
  /** Files whose services and targets belong to the project as well. */
  readonly include?: readonly string[];
  /** Where a key outside of services and targets is. */
  readonly place: PlaceOf;
  readonly services: readonly DeclaredService[];
  readonly targets: readonly DeclaredTarget[];
  /** Names whose declaration was too wrong to keep; they count as known. */
  readonly lost: ReadonlySet<string>;
  /** A file could not be read at all: what is missing may be in there. */
  readonly broken: boolean;
  readonly problems: readonly Finding[];
}
