import type { Project } from '../config/project.ts';
import type { Fates } from './features.ts';

/** A file of an export. */
export interface ExportedFile {
  /** Relative to the directory of the export, with `/`. */
  readonly path: string;
  readonly text: string;
  /** A script that something else runs. */
  readonly executable?: boolean;
}

/** What an export comes to. With a reason in `refused` there is nothing to write. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** What the format does not say as the project does, a sentence each, without a full stop. */
  readonly warnings: readonly string[];
  /** Why nothing was made, and what to do. */
  readonly refused?: { readonly message: string; readonly hint: string };
}

/** One format. Pure: from a project without errors to files. */
export interface Format {
  /** For the reference page: what is written, and for whom. */
  readonly title: string;
  readonly keys: Fates;
  readonly write: (project: Project) => Exported;
}
