import { join } from 'node:path';
import type { Disk } from '../../config/disk.ts';
import type { Source } from '../../config/finding.ts';
import type { ServiceTable, TargetTable } from '../../config/keys.ts';

/** A service that was found, as it will be written to the file. */
export interface Found {
  readonly name: string;
  /** `compose.yaml:4`. */
  readonly from: string;
  readonly table: ServiceTable;
  /** Comments above it: assumptions that init made. */
  readonly notes: readonly string[];
  /** Lines of TOML that are only suggestions, since a value in them is unknown. */
  readonly suggestions?: readonly string[];
  /** Its port is only a default. `told`: it listens on the `PORT` that it gets; `own`: it ignores `PORT`. */
  readonly byDefault?: 'told' | 'own';
  /** Others probably need it: a database in a container. */
  readonly serves?: true;
  /** The image of its container, unless that is built here. */
  readonly image?: string;
  /** Its command, if the command stays in the other file. */
  readonly command?: string;
  /** How likely it is that developers run this service. Default: high if a file names it, else medium. */
  readonly confidence?: Confidence;
}

export type Confidence = 'high' | 'medium' | 'low';

/** A target that was found. */
export interface FoundTarget {
  readonly name: string;
  readonly from: string;
  readonly table: TargetTable;
}

/** Something that was found, and why it is not in the file. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** What one finder has found. */
export interface Discovery {
  readonly services: readonly Found[];
  readonly targets?: readonly FoundTarget[];
  readonly leftOut?: readonly LeftOut[];
  /** Features that zdev lacks and probable mistakes in the file, each with its place. */
  readonly doubts?: readonly string[];
  /** Services for a production host. They are left out if another way to run the project is found. */
  readonly production?: readonly Found[];
}

/** Where to look. */
export interface Surroundings {
  /** Absolute path. */
  readonly dir: string;
  readonly disk: Disk;
  readonly environ: Readonly<Record<string, string | undefined>>;
}

export const NOTHING: Discovery = { services: [] };

/** A file in the project directory; null if it does not exist; the reason to leave it out if it cannot be read. */
export function readFile({ dir, disk }: Surroundings, file: string): Source | LeftOut | null {
  const path = join(dir, file);
  const source = disk.kind(path) === 'file' ? disk.read(path) : null;
  if (source === null || !('code' in source)) return source;
  return { what: file, why: source.message.replace(`${disk.show(path)} `, '') };
}

/** The result of a finder without its file. */
export function nothingOf(file: LeftOut | null): Discovery {
  return file === null ? NOTHING : { services: [], leftOut: [file] };
}

/** Stands in for a port that is unknown. */
export const SUGGEST_PORT = 'port = 3000  # if it listens: exported as PORT, and checked by connecting to it';

/** Makes a valid service name from a text. */
export function nameOf(text: string): string {
  const last = text.slice(text.lastIndexOf('/') + 1);
  return last.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'app';
}
