import type { Cause } from '../core/causes/cause.ts';

/** A oneshot that works this long was perhaps never meant to end. */
const LONG_WORK_MS = 2500;

/** Where an advice is shown: on the screen, keys do what commands do in the shell. */
export type Reader = 'shell' | 'screen';

/** What the user can do about the state of a service, one line each. */
export function stateSteps(cause: Cause, reader: Reader = 'shell'): string[] {
  const { name, state, intent, kind, stop } = cause;
  if (intent === 'down' && (state === 'inactive' || state === 'exited')) return [startText(cause, reader)];
  if (stop && stop.killInMs !== null) {
    const kill = reader === 'screen' ? 'X' : `zdev kill -s KILL ${name} (on the screen: X kills it)`;
    return [`${kill} ends it now; lifecycle.stop_timeout_ms is how long zdev waits`];
  }
  if (kind === 'oneshot' && state === 'running' && cause.inStateMs >= LONG_WORK_MS) {
    return [
      `${name} is a oneshot: services that require it wait until it has ended. If it should keep running, remove oneshot = true`,
    ];
  }
  if (kind === 'service' && state === 'exited' && intent === 'up' && cause.exitCode === 0) {
    return ['run it in the foreground (without &, nohup or a daemon option). If it should end, set oneshot = true'];
  }
  return [];
}

function startText({ name, started, status }: Cause, reader: Reader): string {
  const config = !started && status !== 'start' ? `, or let "${name}" start: status = "start"` : '';
  return `${reader === 'screen' ? 's starts it' : `zdev start ${name} (on the screen: s starts it)`}${config}`;
}
