import type { DeclaredService, DeclaredTarget } from '../config.ts';
import type { Disk } from '../disk.ts';
import type { Finding, Source } from '../finding.ts';
import type { DefaultsTable } from '../keys.ts';
import type { MapNode } from './node.ts';

/** A YAML file of the project. */
export interface ImportFile {
  readonly root: MapNode;
  /** Absolute. */
  readonly path: string;
}

/** The context for importing a YAML file. */
export interface ImportOptions {
  /** The files; later ones override earlier ones. */
  readonly files: readonly ImportFile[];
  /** The directory of the first file, absolute. */
  readonly dir: string;
  readonly disk: Disk;
  readonly environ: Readonly<Record<string, string | undefined>>;
  /** The variables of `.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Profiles from the command line, in addition to those of the environment. */
  readonly profiles: readonly string[];
  /** Namespaces from the command line; if empty, those of the environment. */
  readonly namespaces: readonly string[];
  /** Reads another file of the project; null if that failed, which is then reported. */
  readonly read: (path: string) => Source | null;
  /** The prefix of container names, such as `zdev-shop-1a2b3c4d`, unique on this machine. */
  readonly containers: string;
}

/** The result of importing a YAML file. */
export interface Imported {
  readonly name: string | undefined;
  readonly defaults: DefaultsTable;
  readonly services: readonly DeclaredService[];
  readonly targets: readonly DeclaredTarget[];
  /** Services that were too wrong to keep. */
  readonly lost: ReadonlySet<string>;
  readonly problems: readonly Finding[];
}
