import type { Project } from '../config/project.ts';
import type { Feature } from './features.ts';

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

/**
 * What becomes of a key: `as`, how the format says it; `lost`, why it cannot, which is a warning wherever a service asks
 * for it; `beside`, why it means nothing there, which is only documented.
 */
export type Fate = { readonly as: string } | { readonly lost: string } | { readonly beside: string };

/** One format. Pure: from a project without errors to files. */
export interface Format {
  /** For the reference page: what is written, and for whom. */
  readonly title: string;
  /** Every key has its fate, so that none is forgotten. */
  readonly keys: Readonly<Record<Feature, Fate>>;
  readonly write: (project: Project) => Exported;
}
