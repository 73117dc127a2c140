import { NO_DIAGNOSIS } from '../../../src/core/diagnosis.ts';
import type { Effect } from '../../../src/core/effect.ts';
import type { Event, TimerKind } from '../../../src/core/event.ts';
import {
  DEFAULT_HEALTH,
  DEFAULT_LIFECYCLE,
  type HealthSpec,
  type Lifecycle,
  type ProcessSpec,
  type ServiceSpec,
  type SignalName,
  type TargetSpec,
  type WatchSpec,
} from '../../../src/core/service.ts';
import { type ExitOn, initialState, type Service, type State } from '../../../src/core/state.ts';
import { step } from '../../../src/core/step.ts';

type Options = Partial<Omit<ProcessSpec, 'lifecycle' | 'health' | 'watch'>> & {
  lifecycle?: Partial<Lifecycle>;
  health?: Partial<HealthSpec>;
  watch?: Partial<WatchSpec>;
};

/** A service with zinit's defaults and these options. */
export function service(name: string, options: Options = {}): ProcessSpec {
  const { lifecycle, health, watch, ...rest } = options;
  return {
    ...common(name),
    kind: 'service',
    exec: `run ${name}`,
    dir: '/project',
    env: {},
    tty: false,
    logging: { bufferLines: 100 },
    // ready at once, unless a test says otherwise
    lifecycle: { ...DEFAULT_LIFECYCLE, readyAfterMs: 0, ...lifecycle },
    ...(health ? { health: { ...DEFAULT_HEALTH, type: 'tcp', target: 'localhost:1', ...health } } : {}),
    ...(watch
      ? { watch: { paths: ['src'], ignore: [], debounceMs: 30, action: 'restart', signal: 'SIGHUP', ...watch } }
      : {}),
    ...rest,
  };
}

export function oneshot(name: string, options: Options = {}): ProcessSpec {
  return service(name, { kind: 'oneshot', ...options, lifecycle: { restart: 'never', ...options.lifecycle } });
}

export function target(name: string, options: Partial<TargetSpec> = {}): TargetSpec {
  return { ...common(name), kind: 'target', ...options };
}

function common(name: string) {
  const edges = { requires: [], after: [], wants: [], conflicts: [] };
  return { name, ...edges, critical: false, status: 'start', class: 'user' } as const;
}

/** A supervisor in virtual time that gets events step by step. Unread effects are dropped. */
export function scenario(specs: readonly ServiceSpec[], exitOn: ExitOn = 'never') {
  return new Scenario(initialState({ specs, exitOn }));
}

class Scenario {
  state: State;
  nowMs = 0;
  /** The effects since the last call, in order. */
  #effects: Effect[] = [];
  readonly #timers = new Map<string, Extract<Effect, { type: 'arm' }>>();

  constructor(state: State) {
    this.state = state;
  }

  of(name: string): Service {
    return this.state.services.get(name) as Service;
  }

  /** The phase in short: `running`, `starting building`, `blocked on db`. */
  phase(name: string): string {
    const { phase } = this.of(name);
    if (phase.is === 'starting' || phase.is === 'stopping') return `${phase.is} ${phase.step}`;
    if (phase.is !== 'blocked') return phase.is;
    return `blocked on ${phase.on.map((on) => ('name' in on ? on.name : on.type)).join(', ')}`;
  }

  phases(): Record<string, string> {
    return Object.fromEntries([...this.state.services.keys()].map((name) => [name, this.phase(name)]));
  }

  /** The effects since the last call, in words, without timers and cancelled probes. */
  asked(): string[] {
    const words = this.#effects.flatMap((effect) => {
      switch (effect.type) {
        case 'spawn':
          return [`${effect.purpose} ${effect.name}`];
        case 'adopt':
          return [`adopt ${effect.name}`];
        case 'run-stop-command':
          return [`stop command ${effect.name}`];
        case 'signal':
          return [`${effect.signal} ${effect.name}`];
        case 'probe':
          return [`probe ${effect.name}`];
        case 'check-port':
          return [`port ${effect.name}`];
        case 'finish':
          return ['finish'];
        default:
          return [];
      }
    });
    this.#effects = [];
    return words;
  }

  /** When a timer will fire; null if it is not armed. */
  timer(name: string, timer: TimerKind): number | null {
    return this.#timers.get(`${timer} ${name}`)?.atMs ?? null;
  }

  /** Handles one event. */
  tell(event: Event): this {
    const { state, effects } = step(this.state, event, this.nowMs);
    this.state = state;
    this.#effects.push(...effects);
    for (const effect of effects) {
      if (effect.type === 'arm') this.#timers.set(`${effect.timer} ${effect.name}`, effect);
      if (effect.type === 'disarm') this.#timers.delete(`${effect.timer} ${effect.name}`);
    }
    return this;
  }

  /** Lets time pass and fires the due timers. */
  wait(ms: number): this {
    const untilMs = this.nowMs + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.#timers.delete(`${next.timer} ${next.name}`);
      this.tell({ type: 'timer-fired', name: next.name, timer: next.timer, run: next.run });
    }
    this.nowMs = untilMs;
    return this;
  }

  #next(untilMs: number) {
    const due = [...this.#timers.values()].filter((timer) => timer.atMs <= untilMs);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }

  start(...names: string[]): this {
    return this.tell({ type: 'start-requested', names, withDependencies: true });
  }

  stop(...names: string[]): this {
    return this.tell({ type: 'stop-requested', names });
  }

  restart(name: string, dependents = false): this {
    return this.tell({ type: 'restart-requested', names: [name], dependents });
  }

  kill(name: string, signal: SignalName): this {
    return this.tell({ type: 'kill-requested', names: [name], signal });
  }

  save(name: string): this {
    return this.tell({ type: 'files-changed', name, paths: ['src/main'] });
  }

  shutdown(force = false): this {
    return this.tell({ type: 'shutdown-requested', force });
  }

  /** Reports the last requested process as spawned. */
  spawned(...names: string[]): this {
    for (const name of names) this.tell({ type: 'spawned', name, run: this.of(name).runs, pid: 4242 });
    return this;
  }

  spawnFails(name: string): this {
    return this.tell({ type: 'spawn-failed', name, run: this.of(name).runs, message: 'no such directory' });
  }

  /** The leader exits and leaves children behind. */
  exits(name: string, how: number | SignalName, run = this.#liveRun(name)): this {
    const code = typeof how === 'number' ? how : null;
    return this.tell({ type: 'exited', name, run, code, signal: typeof how === 'number' ? null : how });
  }

  treeGone(name: string, run = this.#liveRun(name)): this {
    return this.tell({ type: 'tree-gone', name, run });
  }

  /** The leader exits and leaves nothing behind. */
  ends(name: string, how: number | SignalName, run = this.#liveRun(name)): this {
    return this.exits(name, how, run).treeGone(name, run);
  }

  /** Reports that the diagnosis of its last run found nothing. */
  diagnosed(name: string): this {
    return this.tell({ type: 'diagnosed', name, run: this.of(name).runs, diagnosis: NO_DIAGNOSIS });
  }

  /** Answers the last requested probe. */
  probed(name: string, error: string | null = null, answered = error === null): this {
    const { probing, live } = this.of(name);
    const run = live?.run ?? 0;
    const saw = error === null ? null : ({ type: 'message', text: error } as const);
    return this.tell({ type: 'probed', name, run, attempt: probing.attempt, ok: !saw, error: saw, answered });
  }

  portIs(name: string, holder: 'free' | 'held'): this {
    const who = holder === 'free' ? null : { pid: 77, command: 'nginx' };
    const { spec, runs } = this.of(name);
    const port = (spec as ProcessSpec).port ?? 0;
    return this.tell({ type: 'port-checked', name, run: runs + 1, port, holder: who });
  }

  /** Starts services without a health check, and oneshots, one after another. */
  up(...names: string[]): this {
    this.start(...names);
    for (const name of names) {
      if (this.of(name).live?.pid === null) this.spawned(name);
      if (this.of(name).spec.kind === 'oneshot') this.ends(name, 0);
    }
    this.asked();
    return this;
  }

  #liveRun(name: string): number {
    return this.of(name).live?.run ?? 0;
  }
}
