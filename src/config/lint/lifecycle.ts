import { type Finding, warning } from '../finding.ts';
import { type Lint, processes } from './context.ts';

/** A shorter time was probably meant in seconds. */
const SHORT_MS = 100;

/** Times that look like seconds. */
export const shortTimes: Lint = (context) =>
  processes(context).flatMap(({ name, lifecycle, health }) => {
    const times = {
      'lifecycle.stop_timeout_ms': lifecycle.stopTimeoutMs,
      'lifecycle.start_timeout_ms': lifecycle.startTimeoutMs,
      ...(health ? { 'health.timeout_ms': health.timeoutMs } : {}),
    };
    return Object.entries(times)
      .filter(([, ms]) => ms < SHORT_MS)
      .map(([key, ms]) => {
        const message = `${key} of "${name}" is ${ms} milliseconds`;
        return warning(
          'short-time',
          message,
          context.place(name, key.split('.'), 'value'),
          `${ms} s would be ${ms * 1000}`,
        );
      });
  });

const HARSH: Readonly<Record<string, string>> = {
  SIGKILL: 'gives it no time to clean up',
  SIGSTOP: 'does not end it',
  SIGTSTP: 'does not end it',
  SIGCONT: 'does not end it',
};

/** Stop signals that stop nothing, or too much. */
export const harshStop: Lint = (context) =>
  processes(context).flatMap(({ name, lifecycle: { stopSignal } }): Finding[] => {
    const why = HARSH[stopSignal];
    if (why === undefined) return [];
    const message = `the stop signal of "${name}", ${stopSignal}, ${why}`;
    const hint = 'remove it to use SIGTERM; SIGKILL follows after stop_timeout_ms in any case';
    return [warning('harsh-stop', message, context.place(name, ['lifecycle', 'stop_signal'], 'value'), hint)];
  });

/** A service that is killed in order to restart but then may not restart. */
export const killedForGood: Lint = (context) =>
  processes(context)
    .filter(({ kind, health, lifecycle }) => {
      return kind === 'service' && health?.onFailure === 'restart' && lifecycle.restart === 'never';
    })
    .map(({ name }) => {
      const message = `"${name}" is killed when it is unhealthy, and with restart = "never" it is not started again`;
      return warning(
        'contradiction',
        message,
        context.place(name, ['health', 'on_failure'], 'value'),
        'change one of them',
      );
    });
