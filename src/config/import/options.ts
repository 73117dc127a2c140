import type { DeclaredService, DeclaredTarget } from '../config.ts';
import type { Disk } from '../disk.ts';
import type { Finding, Source } from '../finding.ts';
import type { DefaultsTable } from '../keys.ts';
import type { MapNode } from './tree.ts';

/** A YAML file of the project. */
export interface ImportFile {
  readonly root: MapNode;
  /** Absolute. */
  readonly path: string;
}

/** What importing a YAML file needs to know of the world around it. */
export interface ImportOptions {
  /** The files, later ones over earlier ones. */
  readonly files: readonly ImportFile[];
  /** The directory of the first file, absolute. */
  readonly dir: string;
  readonly disk: Disk;
  readonly environ: Readonly<Record<string, string | undefined>>;
  /** What `.env` says. */
  readonly variables: Readonly<Record<string, string>>;
  /** Profiles that the command line names, on top of those of the environment. */
  readonly profiles: readonly string[];
  /** Namespaces that the command line names; none: those of the environment. */
  readonly namespaces: readonly string[];
  /** Reads another file that belongs to the project; null when that failed, which is then reported. */
  readonly read: (path: string) => Source | null;
  /** Beginning of the names of containers, such as `zdev-shop-1a2b3c4d`: nobody else on the machine may have it. */
  readonly containers: string;
}

/** What a YAML file comes to. */
export interface Imported {
  readonly name: string | undefined;
  readonly defaults: DefaultsTable;
  readonly services: readonly DeclaredService[];
  readonly targets: readonly DeclaredTarget[];
  /** Services that were too wrong to keep. */
  readonly lost: ReadonlySet<string>;
  readonly problems: readonly Finding[];
}
