import type { Diagnosis } from '../../core/diagnosis.ts';
import type { DiagnoseRequest } from '../../runtime/ports.ts';

/** The known facts about a failed run. */
export type Failed = DiagnoseRequest;

/** The result of one diagnoser; null for nothing. The first result counts. */
export type Found = Pick<Diagnosis, 'trouble'> & {
  /** Paths whose change may fix what keeps the command from starting; undefined if it can start. */
  readonly awaited?: readonly string[];
};

/** The directories in which the shell of a run looks for programs. */
export function pathOf({ env }: Failed): readonly string[] {
  return (env['PATH'] ?? '').split(':').filter((dir) => dir !== '');
}
