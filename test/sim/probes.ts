import { NO_DIAGNOSIS } from '../../src/core/diagnosis.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { PortHolder } from '../../src/core/port-holder.ts';
import type { HealthSpec } from '../../src/core/service.ts';
import type { Entry, EventQueue } from './event-queue.ts';
import type { Faults } from './faults.ts';
import type { Tree } from './process-tree.ts';
import type { Processes } from './processes.ts';
import type { Random } from './random.ts';

type ProbeEffect = Extract<Effect, { type: 'probe' }>;

/** Probes and looks at ports: answers that are late, lost, or about a process that is gone by then. */
export class Probes {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #processes: Processes;
  readonly #report: (event: Event) => void;
  readonly #dropped = new Set<string>();
  /** The probe of each service whose answer counts. */
  readonly #awaited = new Map<string, ProbeEffect>();
  readonly #lost = new Set<() => void>();
  /** Those that come later than they should. */
  readonly #late = new Map<() => void, Entry>();
  readonly #waitingForLine = new Set<() => void>();
  readonly #mendings = new Map<string, object>();
  readonly #heldUntilMs = new Map<string, number>();

  constructor(parts: { queue: EventQueue; random: Random; processes: Processes; report: (event: Event) => void }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.#processes = parts.processes;
    this.#report = parts.report;
  }

  get #faults(): Faults {
    return this.#processes.faults;
  }

  probe(effect: ProbeEffect, health: HealthSpec): void {
    this.#dropped.delete(effect.name);
    this.#awaited.set(effect.name, effect);
    const tree = this.#processes.find(effect.name, effect.run);
    if (!tree) return;
    if (health.type === 'log') return this.#waitForLine(effect, tree);
    const answer = () => {
      const ok = isHealthy(tree, this.#queue.nowMs);
      this.#answer(effect, tree, ok, ok || this.#random.chance(0.5));
    };
    if (this.#random.chance(this.#faults.lost)) return void this.#lost.add(answer);
    if (!this.#random.chance(this.#faults.late)) return void this.#queue.in(this.#random.int(0, 15), answer);
    const entry = this.#queue.in(this.#random.int(0, health.timeoutMs + 1500), () => {
      this.#late.delete(answer);
      answer();
    });
    this.#late.set(answer, entry);
  }

  /** Most answers stop coming; some were on their way already. */
  cancelProbe(name: string): void {
    this.#awaited.delete(name);
    if (this.#random.chance(0.7)) this.#dropped.add(name);
  }

  /** Of what could not be spawned, half lacks something that another try will not find either. */
  diagnose({ name, run, end }: Extract<Effect, { type: 'diagnose' }>): void {
    const cannotStart = end === null && this.#random.chance(0.5);
    const diagnosis = { ...NO_DIAGNOSIS, cannotStart, awaited: cannotStart ? ['/project/server'] : [] };
    const late = this.#random.chance(this.#faults.late);
    this.#queue.in(this.#random.int(0, late ? 3000 : 20), () => {
      this.#report({ type: 'diagnosed', name, run, diagnosis });
    });
  }

  awaitMending(name: string, run: number): void {
    const wait = {};
    this.#mendings.set(name, wait);
    this.#queue.in(this.#random.int(0, 3000), () => {
      if (this.#mendings.get(name) === wait) this.#report({ type: 'mended', name, run });
    });
  }

  /** Some of it was on its way already. */
  cancelMending(name: string): void {
    if (this.#random.chance(0.7)) this.#mendings.delete(name);
  }

  checkPort({ name, run, port }: Extract<Effect, { type: 'check-port' }>): void {
    if (this.#random.chance(this.#faults.lost)) return;
    const { nowMs } = this.#queue;
    if (!this.#heldUntilMs.has(name)) {
      const held = this.#random.chance(this.#faults.portHeld);
      this.#heldUntilMs.set(name, nowMs + (held ? this.#random.int(100, 4000) : 0));
    }
    this.#queue.in(this.#random.chance(this.#faults.late) ? this.#random.int(0, 7000) : this.#random.int(0, 30), () => {
      this.#report({ type: 'port-checked', name, run, port, holder: this.holder(name) });
    });
  }

  /** Who holds the port of a service just now. */
  holder(name: string): PortHolder | null {
    const held = this.#queue.nowMs < (this.#heldUntilMs.get(name) ?? 0);
    return held ? { pid: 77, command: 'something else' } : null;
  }

  /** The probe that was last asked for, if it is neither answered nor dropped. */
  awaits(name: string): ProbeEffect | null {
    return this.#awaited.get(name) ?? null;
  }

  /** Nobody is there any more to be told. */
  close(): void {
    this.#awaited.clear();
  }

  heal(): void {
    this.#heldUntilMs.clear();
    for (const answer of this.#lost) this.#queue.in(this.#random.int(0, 15), answer);
    for (const [answer, entry] of this.#late) {
      entry.cancelled = true;
      this.#queue.in(this.#random.int(0, 15), answer);
    }
    for (const lookAgain of this.#waitingForLine) lookAgain();
  }

  #waitForLine(effect: ProbeEffect, tree: Tree): void {
    const look = () => {
      this.#waitingForLine.delete(look);
      const inMs = Math.max(tree.healthyFromMs - this.#queue.nowMs, 0);
      if (inMs > 1000) return void this.#waitingForLine.add(look);
      this.#queue.in(inMs + this.#random.int(0, 15), () => {
        if (tree.leader) this.#answer(effect, tree, true, true);
      });
    };
    look();
  }

  #answer(effect: ProbeEffect, tree: Tree, ok: boolean, answered: boolean): void {
    const { name, run, attempt } = effect;
    if (this.#dropped.has(name)) return;
    const awaited = this.#awaited.get(name) === effect;
    if (awaited) this.#awaited.delete(name);
    if (ok && awaited) tree.passed = true;
    this.#report({
      type: 'probed',
      name,
      run,
      attempt,
      ok,
      error: ok ? null : { type: 'message', text: 'refused' },
      answered,
    });
  }
}

function isHealthy(tree: Tree, nowMs: number): boolean {
  const sick = nowMs >= tree.sickFromMs && nowMs < tree.sickFromMs + tree.sickForMs;
  return tree.leader && nowMs >= tree.healthyFromMs && !sick;
}
