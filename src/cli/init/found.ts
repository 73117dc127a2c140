import { join } from 'node:path';
import type { Disk } from '../../config/disk.ts';
import type { Source } from '../../config/finding.ts';
import type { ServiceTable, TargetTable } from '../../config/keys.ts';

/** A service that was found, as it is to stand in the file. */
export interface Found {
  readonly name: string;
  /** `compose.yaml:4`. */
  readonly from: string;
  readonly table: ServiceTable;
  /** Comments above it: what was taken for granted. */
  readonly notes: readonly string[];
  /** Lines of TOML that are only suggested, since what they need is not known. */
  readonly suggestions?: readonly string[];
  /** Its port is only what it has by default: it listens on the `PORT` that it is told, or on its own. */
  readonly byDefault?: 'told' | 'own';
  /** Others are likely to need it: a database in a container. */
  readonly serves?: true;
  /** The image of the container in which it runs, where that is not built here. */
  readonly image?: string;
  /** Its command, where it stays in the file that it is from. */
  readonly command?: string;
  /** How sure it is that this is how the project is worked on. Default: high where a file names it, else medium. */
  readonly confidence?: Confidence;
}

export type Confidence = 'high' | 'medium' | 'low';

/** A target that was found. */
export interface FoundTarget {
  readonly name: string;
  readonly from: string;
  readonly table: TargetTable;
}

/** What was seen, and why it is not in the file. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** What one finder has found. */
export interface Discovery {
  readonly services: readonly Found[];
  readonly targets?: readonly FoundTarget[];
  readonly leftOut?: readonly LeftOut[];
  /** What its file has that zdev has not, or that is likely a mistake, each with its place. */
  readonly doubts?: readonly string[];
  /** What of it is made for a host, and no way to work on the project where another is found. */
  readonly production?: readonly Found[];
}

/** Where to look. */
export interface Surroundings {
  /** Absolute. */
  readonly dir: string;
  readonly disk: Disk;
  readonly environ: Readonly<Record<string, string | undefined>>;
}

export const NOTHING: Discovery = { services: [] };

/** A file below the project directory; null when there is none, and why it is left out when it cannot be read. */
export function readFile({ dir, disk }: Surroundings, file: string): Source | LeftOut | null {
  const path = join(dir, file);
  const source = disk.kind(path) === 'file' ? disk.read(path) : null;
  if (source === null || !('code' in source)) return source;
  return { what: file, why: source.message.replace(`${disk.show(path)} `, '') };
}

/** What a finder says of a file without which it finds nothing. */
export function nothingOf(file: LeftOut | null): Discovery {
  return file === null ? NOTHING : { services: [], leftOut: [file] };
}

/** What stands in place of a port that nobody knows. */
export const SUGGEST_PORT = 'port = 3000  # if it listens: exported as PORT, and checked by connecting to it';

/** A text as a name that zdev takes. */
export function nameOf(text: string): string {
  const last = text.slice(text.lastIndexOf('/') + 1);
  return last.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'app';
}
