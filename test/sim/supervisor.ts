import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { State } from '../../src/core/state.ts';
import type { Config } from './config.ts';
import type { Core } from './core-under-test.ts';
import { Counts } from './counts.ts';
import type { EventQueue } from './event-queue.ts';
import type { Fronts } from './fronts.ts';
import { carryOut, noteReadiness } from './interpreter.ts';
import { checkEffect, checkState, Violation } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import type { Neighbours } from './neighbours.ts';
import { Outcome } from './outcome.ts';
import { Probes } from './probes.ts';
import { isAlive } from './process-tree.ts';
import type { Processes } from './processes.ts';
import type { Random } from './random.ts';
import { staleEventsChangeNothing } from './stale.ts';
import type { Succession } from './succession.ts';
import { Timers } from './timers.ts';
import { isReallyReady, type View } from './truth.ts';

interface Parts {
  readonly core: Core;
  readonly queue: EventQueue;
  readonly random: Random;
  readonly config: Config;
  readonly processes: Processes;
  readonly ledger: Ledger;
  readonly succession: Succession;
  readonly fronts: Fronts;
  readonly neighbours: Neighbours;
  readonly trace: ((line: string) => void) | null;
}

/** Gives events to the core, carries out its effects, and checks the invariants after each step. One life follows another. */
export class Supervisor {
  readonly counts = new Counts();
  readonly #parts: Parts;
  #probes!: Probes;
  #timers!: Timers;
  #state!: State;
  #outcome!: Outcome;
  #event: Event = { type: 'start-requested', names: [], withDependencies: false };
  #finished = 0;
  /** Nobody is there to be told. */
  isDead = false;
  /** Nobody gives commands. */
  isQuiet = false;
  /** The sockets are listened on, and the supervisor has not been told yet where it is. */
  isEarly = false;
  /** How many events the supervisors have been given. */
  events = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.begin();
  }

  get state(): State {
    return this.#state;
  }

  get hasFinished(): boolean {
    return this.#finished > 0;
  }

  /** A new life, in which nothing has happened yet. */
  begin(): void {
    const { core, random, config } = this.#parts;
    this.#probes?.close();
    this.#probes = this.#newProbes();
    this.#timers = this.#newTimers();
    const exitOn = random.chance(0.75) ? 'never' : random.pick(['any', 'failure', 'all'] as const);
    this.#state = core.initialState({ specs: config.specs, exitOn });
    this.#outcome = new Outcome(exitOn);
  }

  /** From now on its own parts work well. */
  heal(): void {
    this.#probes.heal();
    this.#timers.late = 0;
  }

  deliver(event: Event): void {
    const { core, queue, random, ledger, fronts, succession, trace } = this.#parts;
    if (this.isEarly && event.type === 'connection-waiting') return this.#deliverEarly(event);
    if (this.isDead || (this.isQuiet && isCommand(event))) return;
    const { nowMs } = queue;
    this.events++;
    this.#event = event;
    // What is being stopped already does not go to sleep.
    const isLate = event.type === 'connections-idle' && this.#state.services.get(event.name)?.phase.is === 'stopping';
    if (!isLate) ledger.note(event, nowMs);
    const before = this.#state;
    const { state, effects } = core.step(before, event, nowMs);
    this.#state = state;
    fronts.changed(state, before);
    this.#noteBorn(event);
    const view = this.view();
    noteReadiness(view);
    trace?.(`${nowMs} ${JSON.stringify(event)}`);
    for (const effect of effects) this.#carryOut(view, effect);
    if (state.shutdown && ledger.shutdown === 'no') ledger.endsAll(false, nowMs);
    noteRaised(view);
    if (state !== before) succession.changed(() => this.#state);
    this.counts.event(event, view, before);
    checkState(view);
    this.#outcome.check(view, core);
    if (trace) tracePhases(before, state, trace);
    staleEventsChangeNothing({ view, core, random });
  }

  /** What the invariants look at. */
  view(): View {
    const { queue, config, processes, fronts, neighbours, ledger } = this.#parts;
    return {
      nowMs: queue.nowMs,
      specs: config.byName,
      config,
      processes,
      timers: this.#timers,
      probes: this.#probes,
      fronts,
      neighbours,
      ledger,
      state: this.#state,
      event: this.#event,
    };
  }

  /** Nobody sleeps yet, and nothing has been started. */
  #deliverEarly(event: Event): void {
    const { core, queue, fronts } = this.#parts;
    const { state, effects } = core.step(this.#state, event, queue.nowMs);
    if (effects.length > 0)
      throw new Violation('beginsAtTheBeginning', `${event.type} leads to ${JSON.stringify(effects)}`);
    fronts.changed(state, this.#state);
    this.#state = state;
  }

  #carryOut(view: View, effect: Effect): void {
    const { succession, trace } = this.#parts;
    trace?.(`    -> ${JSON.stringify(effect)}`);
    if (this.hasFinished) throw new Violation('finishIsLast', `${effect.type} after finish`);
    checkEffect(view, effect);
    this.counts.effect(effect, view);
    if (effect.type === 'finish') this.#finish();
    else carryOut(view, succession, effect);
  }

  #finish(): void {
    this.#finished++;
    if (this.#outcome.byRule) this.counts.endedByRule++;
    if (this.#outcome.byRule && this.#state.exitOn === 'never') this.counts.endedByOne++;
    for (const tree of this.#parts.processes.all()) {
      if (isAlive(tree)) throw new Violation('nothingIsLeft', `run ${tree.run} of ${tree.spec.name} lives at the end`);
    }
  }

  /** The supervisor has taken over what a run was born with. */
  #noteBorn(event: Event): void {
    if (event.type !== 'spawned' || !event.env) return;
    const { config, processes, ledger } = this.#parts;
    const spec = this.#state.services.get(event.name)?.spec;
    const tree = processes.find(event.name, event.run);
    if (!tree || spec?.kind === 'target' || spec?.env !== event.env) return;
    config.born(tree.asked, event.env);
    ledger.respecified(config.byName);
    this.counts.bornAnew++;
  }

  #newTimers(): Timers {
    const { queue, random, processes } = this.#parts;
    const report = (event: Event) => {
      if (this.#timers === timers) this.deliver(event);
    };
    const timers: Timers = new Timers({ queue, random, late: processes.faults.late, report });
    return timers;
  }

  #newProbes(): Probes {
    const { queue, random, processes } = this.#parts;
    const report = (event: Event) => {
      if (this.#probes === probes) this.deliver(event);
    };
    const probes: Probes = new Probes({ queue, random, processes, report });
    return probes;
  }
}

/** Targets that are up have been started. The end of everything lowers them, and raises none. */
function noteRaised(view: View): void {
  if (view.state.shutdown) return;
  for (const name of view.ledger.graph.order) {
    const spec = view.specs.get(name);
    if (spec?.kind !== 'target' || !view.ledger.isUp(name) || view.ledger.hasStarted(name)) continue;
    if (isReallyReady(view, name)) view.ledger.noteRaised(name);
  }
}

function isCommand(event: Event): boolean {
  return event.type === 'files-changed' || (event.type.endsWith('-requested') && event.type !== 'shutdown-requested');
}

function tracePhases(before: State, after: State, trace: (line: string) => void): void {
  for (const [name, service] of after.services) {
    const old = before.services.get(name);
    if (old?.phase !== service.phase) trace(`    ${name}: ${JSON.stringify(service.phase)}`);
  }
}
