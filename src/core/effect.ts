import type { RunEnd } from './diagnosis.ts';
import type { TimerKind } from './event.ts';
import type { RunIdentity } from './restored.ts';
import type { SignalName } from './service.ts';

/** Which command of a service a process runs. */
export type Purpose = 'exec' | 'build';

/**
 * Everything the core can ask for, in the imperative. The interpreter turns each effect into one call on an adapter.
 * The result arrives as an event with the same run number.
 */
export type Effect =
  /** Start a process. Answered by `spawned` or `spawn-failed`. */
  | { readonly type: 'spawn'; readonly name: string; readonly run: number; readonly purpose: Purpose }
  /**
   * Take over a run that an earlier supervisor started. Answered only by `exited` and `tree-gone`, soon if it has
   * ended.
   */
  | { readonly type: 'adopt'; readonly name: string; readonly run: number; readonly identity: RunIdentity }
  /** Send a signal to the whole process tree of a run: its group, and marked descendants that left it. */
  | {
      readonly type: 'signal';
      readonly name: string;
      readonly run: number;
      readonly signal: SignalName;
      /**
       * Send only the signal. Without this, the signal is meant to end the run, and suspended processes are continued
       * for it.
       */
      readonly bare?: true;
    }
  /**
   * Run the stop command of a run, or type its stop keys. Answered by `stop-command-ended`, within the stop timeout.
   */
  | { readonly type: 'run-stop-command'; readonly name: string; readonly run: number }
  /**
   * Hold new connections of a service, and wait until its waiting connections are answered. Answered by `drained`,
   * soon.
   */
  | { readonly type: 'drain'; readonly name: string; readonly run: number }
  /** Check the health once. Answered by `probed` with the same attempt, within the health check's timeout. */
  | { readonly type: 'probe'; readonly name: string; readonly run: number; readonly attempt: number }
  /** Drop a running probe. */
  | { readonly type: 'cancel-probe'; readonly name: string }
  /** Find out why a run failed. Answered by `diagnosed`. */
  | {
      readonly type: 'diagnose';
      readonly name: string;
      readonly run: number;
      readonly purpose: Purpose;
      readonly end: RunEnd;
      /** The error of a run that could not be started. */
      readonly said?: string;
    }
  /** Answered by `mended` when one of the paths has changed and the missing thing exists. */
  | { readonly type: 'await-mending'; readonly name: string; readonly run: number; readonly paths: readonly string[] }
  | { readonly type: 'cancel-mending'; readonly name: string }
  /** Answered by `port-checked`. */
  | { readonly type: 'check-port'; readonly name: string; readonly run: number; readonly port: number }
  /** Replaces a timer of the same service and kind. `atMs` is on the clock that `step` gets. */
  | {
      readonly type: 'arm';
      readonly name: string;
      readonly timer: TimerKind;
      readonly run: number;
      readonly atMs: number;
    }
  | { readonly type: 'disarm'; readonly name: string; readonly timer: TimerKind }
  /** Everything has stopped and nothing is left: the supervisor may end. */
  | { readonly type: 'finish' };
