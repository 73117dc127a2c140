import type { ProbeError } from './observation.ts';
import type { SignalName } from './service.ts';

export type { ProbeError };

/** Why a run, or an attempt at one, failed. The first cause is kept. */
export type Failure =
  | { readonly type: 'exit-code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: SignalName }
  | { readonly type: 'start-timeout'; readonly afterMs: number; readonly lastError: ProbeError | null }
  | { readonly type: 'unhealthy'; readonly attempts: number; readonly lastError: ProbeError | null }
  | { readonly type: 'spawn'; readonly message: string }
  /** The build command failed, so `exec` was not started. */
  | { readonly type: 'build'; readonly code: number | null; readonly signal: SignalName | null };

/** Runs that failed in a row. */
export interface FailedRuns {
  readonly count: number;
  /** The last of them: its number, why it failed, and how long it lasted. */
  readonly run: number;
  readonly failure: Failure;
  readonly lastedMs: number;
}
