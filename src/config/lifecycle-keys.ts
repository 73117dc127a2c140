import * as v from 'valibot';
import { DEFAULT_LIFECYCLE } from '../core/service.ts';
import { key, TABLE } from './key.ts';
import * as is from './values.ts';

/** The table `[services.NAME.lifecycle]`. */
export const lifecycle = v.strictObject(
  {
    restart: key(
      is.oneOf('always', 'on-failure', 'never'),
      'Whether a new run follows when a run has ended by itself. Default for a oneshot: "never".',
      DEFAULT_LIFECYCLE.restart,
    ),
    restart_delay_ms: key(
      is.milliseconds(),
      'Delay before a restart. It doubles with each one.',
      DEFAULT_LIFECYCLE.restartDelayMs,
    ),
    restart_delay_max_ms: key(is.milliseconds(), 'Maximum of that delay.', DEFAULT_LIFECYCLE.restartDelayMaxMs),
    max_restarts: key(
      is.count(0),
      'Restarts in a row before zdev gives up; 0: no limit.',
      DEFAULT_LIFECYCLE.maxRestarts,
    ),
    stability_period_ms: key(
      is.millisecondsOrZero(),
      'A run of at least this length resets the delay and the count.',
      DEFAULT_LIFECYCLE.stabilityPeriodMs,
    ),
    start_timeout_ms: key(is.milliseconds(), 'Time limit to become ready.', DEFAULT_LIFECYCLE.startTimeoutMs),
    ready_after_ms: key(
      is.millisecondsOrZero(),
      'Without a health check: the service is ready when it has run for this long.',
      DEFAULT_LIFECYCLE.readyAfterMs,
    ),
    stop_timeout_ms: key(is.milliseconds(), 'Time from the stop signal to SIGKILL.', DEFAULT_LIFECYCLE.stopTimeoutMs),
    stop_signal: key(
      is.signal(),
      'The signal that stops the whole process group: a name in upper or lower case, with or without SIG, or a number.',
      DEFAULT_LIFECYCLE.stopSignal,
    ),
    stop_command: key(
      is.text(),
      'A command that stops the service. The signal follows if the command fails, or after stop_timeout_ms. ZDEV_PID is the pid of the service.',
    ),
    stop_keys: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'What zdev types on the terminal of the service to stop it: texts, and keys such as "C-c" and "Enter". The signal follows after stop_timeout_ms, or at once if there is no terminal.',
    ),
    success_exit_codes: key(is.exitCodes(), 'Exit codes that count as success, besides 0.', []),
    on_dependency_restart: key(
      is.oneOf('ignore', 'restart'),
      'What to do when a required service crashes or restarts.',
      DEFAULT_LIFECYCLE.onDependencyRestart,
    ),
  },
  TABLE,
);
