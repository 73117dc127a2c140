import type { Changed } from '../core/changes.ts';
import type { Event } from '../core/event.ts';
import type { ServiceSpec } from '../core/service.ts';
import { type ExitOn, initialState, type State } from '../core/state.ts';
import { step } from '../core/step.ts';
import { createInterpreter } from './interpreter.ts';
import { createMailbox } from './mailbox.ts';
import type { Ports, ProcessHandle } from './ports.ts';

/** The running supervisor of one project. */
export interface Supervisor {
  readonly state: State;
  /** Handles an event. Its effects have started when this returns, unless it was called from a handler. */
  send(event: Event): void;
  /** The process of a run that still exists. */
  handleOf(name: string, run: number): ProcessHandle | undefined;
}

/** The loop: passes one event at a time through `step`, and its effects to the interpreter. */
export function createSupervisor(options: {
  readonly specs: readonly ServiceSpec[];
  readonly exitOn: ExitOn;
  readonly ports: Ports;
  /** Called after every event that changed something, before its effects run. */
  readonly changed: Changed;
  /** Everything is stopped and nothing is left. Called once. */
  readonly finished: (state: State) => void;
}): Supervisor {
  const { ports } = options;
  let state = initialState({ specs: options.specs, exitOn: options.exitOn });

  const mailbox = createMailbox<Event>((event) => {
    const previous = state;
    const nowMs = ports.clock.nowMs();
    const { state: next, effects, touched } = step(previous, event, nowMs);
    state = next;
    ports.recorder?.record({ event, nowMs, effects, previous });
    if (next !== previous) options.changed(next, previous, touched);
    for (const effect of effects) interpreter.perform(effect);
  });

  const interpreter = createInterpreter({
    ports,
    specOf(name) {
      const spec = state.services.get(name)?.spec;
      return spec?.kind === 'target' ? undefined : spec;
    },
    post: mailbox.post,
    finish: () => options.finished(state),
  });

  return {
    get state() {
      return state;
    },
    send: mailbox.post,
    handleOf: interpreter.handleOf,
  };
}
