import type { Diagnosis } from '../../core/diagnosis.ts';
import type { DiagnoseRequest } from '../../runtime/ports.ts';

/** What is known of a failed run while it is looked into. */
export type Failed = DiagnoseRequest;

/** What one of those who look has found; null for nothing. The first who finds something is believed. */
export type Found = Pick<Diagnosis, 'trouble'> & {
  /** Paths whose change may mend what keeps the command from starting at all; undefined: it can start. */
  readonly awaited?: readonly string[];
};

/** The directories in which the shell of a run looks for a program. */
export function pathOf({ env }: Failed): readonly string[] {
  return (env['PATH'] ?? '').split(':').filter((dir) => dir !== '');
}
