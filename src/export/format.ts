import type { Project } from '../config/project.ts';
import type { Fates } from './features.ts';

/** A file of an export. */
export interface ExportedFile {
  /** Relative to the directory of the export, with `/`. */
  readonly path: string;
  readonly text: string;
  /** A script that another program runs. */
  readonly executable?: boolean;
}

/** The result of an export. With a reason in `refused`, there is nothing to write. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** Where the format differs from the project: one sentence each, without a full stop. */
  readonly warnings: readonly string[];
  /** Why there is no export, and what to do. */
  readonly refused?: { readonly message: string; readonly hint: string };
}

/** One format. Pure: turns a project without errors into files. */
export interface Format {
  /** For the reference page: what is written, and for which program. */
  readonly title: string;
  readonly keys: Fates;
  readonly write: (project: Project) => Exported;
}
