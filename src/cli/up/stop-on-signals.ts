import { aliveIn } from '../../core/causes/cause.ts';
import type { Event } from '../../core/event.ts';
import type { State } from '../../core/state.ts';
import { stillAliveText } from '../../present/stopping.ts';

/** Signals this close together count as one: npm passes on a Ctrl-C that the terminal has sent already. */
const SAME_SIGNAL_MS = 150;

/** How often a slow stop reports which services still run. */
const STILL_WAITING_MS = 2000;

/** The part of the supervisor that signals need. */
interface Stoppable {
  readonly state: State;
  send(event: Event): void;
}

/**
 * The first signal stops everything in order, the second kills everything now. SIGQUIT (Ctrl-\) kills at once. SIGUSR1
 * and SIGUSR2 are for services. zdev ignores them, because Node would open a debugger, or end.
 */
export function stopOnSignals(options: {
  readonly supervisor: Stoppable;
  readonly nowMs: () => number;
  readonly say: (text: string) => void;
  /** False: SIGHUP does nothing, because zdev does not depend on the terminal, or was started by `nohup`. */
  readonly hangup?: boolean;
}): void {
  const { supervisor, nowMs, say } = options;
  let firstMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs === null) {
      firstMs = nowMs();
      say(`${signal} received, stopping`);
      supervisor.send({ type: 'shutdown-requested', force: false, by: { name: signal, pid: null } });
      setInterval(() => sayWhoIsLeft(), STILL_WAITING_MS).unref();
    } else if (nowMs() - firstMs > SAME_SIGNAL_MS && !supervisor.state.shutdown?.force) {
      say(`${signal} again, killing everything`);
      supervisor.send({ type: 'shutdown-requested', force: true, by: { name: signal, pid: null } });
    }
  };
  const sayWhoIsLeft = () => {
    const text = stillAliveText(aliveIn(supervisor.state, nowMs()));
    if (text) say(text);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  process.on('SIGQUIT', () => {
    if (supervisor.state.shutdown?.force) return;
    say('SIGQUIT received, killing everything');
    supervisor.send({ type: 'shutdown-requested', force: true });
  });
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
    process.on(signal, () => say(`${signal} received, nothing done; for a service: zdev kill -s ${signal} NAME`));
  }
  process.on('SIGHUP', options.hangup === false ? () => {} : onSignal);
}
