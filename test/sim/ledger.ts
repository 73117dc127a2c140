import type { Event } from '../../src/core/event.ts';
import { dependentsOf, type Graph } from '../../src/core/graph.ts';
import type { ServiceSpec } from '../../src/core/service.ts';
import type { Edit } from './config.ts';
import { Elsewhere } from './elsewhere.ts';
import { KnownServices, withoutEdges } from './known-services.ts';
import type { Memory } from './memory.ts';
import { isOver, type Tree } from './process-tree.ts';
import type { Processes } from './processes.ts';
import { isOnDemand, maySleep } from './project.ts';
import { StopOrders } from './stop-orders.ts';
import { Times } from './times.ts';
import { succeeded } from './truth.ts';

/** What has been asked for: the invariants hold the supervisor to this, not to what it believes itself. */
export class Ledger {
  readonly #processes: Processes;
  readonly known: KnownServices;
  readonly #orders: StopOrders;
  readonly elsewhere = new Elsewhere();
  readonly times = new Times();
  #up = new Set<string>();
  /** Down until somebody connects to it. */
  #asleep = new Set<string>();
  #lastRun = new Map<string, number>();
  /** Has been started since zdev began; a target: has once been up. */
  readonly #started = new Set<string>();
  shutdown: 'no' | 'ordered' | 'forced' = 'no';

  constructor(parts: { specs: readonly ServiceSpec[]; processes: Processes }) {
    this.known = new KnownServices(parts.specs);
    this.#orders = new StopOrders(parts.processes);
    this.#processes = parts.processes;
  }

  /** Of the config, and of what still lives of what it had. */
  get graph(): Graph {
    return this.known.graph;
  }

  /** One of another project is wanted while somebody here that is wanted waits for it. */
  isUp(name: string): boolean {
    if (!this.isExternal(name)) return this.#up.has(name);
    return (this.graph.requiredBy.get(name) ?? []).some((other) => this.isUp(other));
  }

  isAsleep(name: string): boolean {
    return this.#asleep.has(name);
  }

  isExternal(name: string): boolean {
    return this.known.isExternal(name);
  }

  hasStarted(name: string): boolean {
    return this.#started.has(name);
  }

  lastRun(name: string): number {
    return this.#lastRun.get(name) ?? 0;
  }

  /** Whether another run was asked for while this one was there, or later. */
  isToRunAnew({ spec, run }: Tree): boolean {
    return run <= this.times.askedRun(spec.name);
  }

  /** The runs that must be gone before one is stopped: of what required it when that was asked for, and still does. */
  goFirst(name: string, run: number): Tree[] {
    return this.shutdown === 'forced' ? [] : this.#orders.goFirst(name, run, this.graph);
  }

  noteSpawn(name: string, run: number): void {
    this.#lastRun.set(name, run);
    this.#started.add(name);
  }

  noteRaised(target: string): void {
    this.#started.add(target);
  }

  /** Takes note of an event before the supervisor gets it. */
  note(event: Event, nowMs: number): void {
    switch (event.type) {
      case 'start-requested':
        return this.#start(event, nowMs);
      case 'stop-requested': {
        const names = this.known.members(event.names);
        for (const name of names) {
          this.#up.delete(name);
          this.#asleep.delete(name);
        }
        return this.#stopInOrder([...names, ...dependentsOf(this.graph, names)], nowMs);
      }
      case 'restart-requested':
        return this.#restart(event.names, event.dependents, nowMs);
      case 'kill-requested':
        for (const name of this.known.members(event.names)) this.times.provoke(name, nowMs);
        return;
      case 'shutdown-requested':
        return this.endsAll(event.force, nowMs);
      case 'connection-waiting':
        if (this.shutdown !== 'no' || !this.#asleep.has(event.name)) return;
        this.#wakes(event.name, nowMs);
        return this.#start({ names: [event.name], withDependencies: true }, nowMs);
      case 'connections-idle':
        return this.#rests(event.name, nowMs);
      case 'external-seen':
        return this.#tells(event, nowMs);
      case 'files-changed':
        return this.#changed(event.name, nowMs);
      case 'tree-gone':
      case 'spawn-failed':
        if (this.#processes.of(event.name).every(isOver)) this.known.isGone(event.name);
        return;
      default:
    }
  }

  /** The config was read again; `edits` say what is another now. */
  reloaded(
    specs: ReadonlyMap<string, ServiceSpec>,
    edits: ReadonlyMap<string, Edit>,
    nowMs: number,
    by: 'the same supervisor' | 'another' = 'the same supervisor',
  ): void {
    if (this.shutdown !== 'no') return;
    const removed = [...edits].filter(([, edit]) => edit === 'removed').map(([name]) => name);
    for (const [name, edit] of edits) {
      const lives = !this.#processes.of(name).every(isOver);
      const old = this.known.specs.get(name);
      if ((edit === 'removed' || edit === 'kind') && lives && old && old.kind !== 'target') {
        // Another supervisor knows of it no more than how to end it.
        this.known.addFormer(by === 'another' ? withoutEdges(old) : old);
      }
      if (by !== 'another' && (edit === 'added' || edit === 'kind')) this.#started.delete(name);
      this.#edited(name, edit, specs.get(name), nowMs);
    }
    this.known.replace(specs);
    // Who requires it by way of what is on its way out, and is not stopped itself, is not waited for.
    const isStopped = (name: string) => this.known.isFormer(name) || !isKept(edits.get(name));
    this.#stopInOrder(removed, nowMs, isStopped);
  }

  /** Some runs were born with newer env files than the config was read with. */
  respecified(specs: ReadonlyMap<string, ServiceSpec>): void {
    if (this.shutdown === 'no') this.known.respecify(specs);
  }

  #edited(name: string, edit: Edit, spec: ServiceSpec | undefined, nowMs: number): void {
    if (edit === 'same') return;
    if (edit === 'kind') this.times.become(name, nowMs);
    this.times.move(name, nowMs);
    if (edit === 'removed') {
      this.#up.delete(name);
      this.#asleep.delete(name);
      this.elsewhere.forget(name);
    }
    const wakes = this.#asleep.has(name) && !maySleep(spec);
    if (wakes) this.#wakes(name, nowMs);
    if (edit === 'added' || wakes) {
      this.#up.delete(name);
      this.#asleep.delete(name);
      if (spec?.status === 'start') (isOnDemand(spec) ? this.#asleep : this.#up).add(name);
    }
    if (edit === 'place') return;
    this.times.provoke(name, nowMs);
    this.times.change(name, nowMs);
    this.#ask(name, nowMs);
  }

  remember(): Memory {
    return {
      up: new Set(this.#up),
      asleep: new Set(this.#asleep),
      ...this.times.remember(),
      ordered: this.#orders.remember(),
      lastRun: new Map(this.#lastRun),
      specs: this.known.specs,
    };
  }

  /** Another supervisor goes on from what is written. */
  resume(memory: Memory, known: ReadonlySet<string>): void {
    this.#up = new Set([...memory.up].filter((name) => known.has(name)));
    this.#asleep = new Set([...memory.asleep].filter((name) => known.has(name)));
    this.elsewhere.forgetAll();
    this.times.resume(memory);
    this.#orders.resume(new Map([...memory.ordered].filter(([name]) => known.has(name))));
    this.#lastRun = new Map([...memory.lastRun].filter(([name]) => known.has(name)));
    this.known.resume(memory.specs);
    this.#started.clear();
    for (const [name, run] of this.#lastRun) if (run > 0) this.#started.add(name);
    this.shutdown = 'no';
  }

  /** It has ended, and an `up` that ends with its services gives it another try. */
  triesAgain(name: string, nowMs: number): void {
    this.#ask(name, nowMs);
  }

  #ask(name: string, atMs: number): void {
    this.times.ask(name, { atMs, run: this.lastRun(name) });
  }

  /** Everything is to end: a user said so, or the rule of `--exit-on`. */
  endsAll(force: boolean, nowMs: number): void {
    if (this.shutdown === 'no') this.#stopInOrder(this.known.names, nowMs);
    if (force) this.shutdown = 'forced';
    else if (this.shutdown === 'no') this.shutdown = 'ordered';
  }

  #start(event: Pick<Starts, 'names' | 'withDependencies' | 'lazily'>, nowMs: number): void {
    const { names, withDependencies, lazily = false } = event;
    if (this.shutdown !== 'no') return;
    const along = withDependencies ? this.known.neededBy(names) : [];
    for (const name of new Set([...names, ...along])) {
      if (!this.known.specs.has(name) || this.isExternal(name)) continue;
      const sleeps = (lazily || !names.includes(name)) && this.#mayStayAsleep(name);
      (sleeps ? this.#asleep : this.#up).add(name);
      if (!sleeps) this.#wakes(name, nowMs);
    }
    for (const name of names) {
      if (this.#asleep.has(name)) continue;
      const last = this.#processes.of(name).at(-1);
      // A build that passed is the first part of a start that goes on.
      if (last?.exitToldMs != null && !(last.purpose === 'build' && succeeded(last))) this.#ask(name, nowMs);
    }
  }

  /** What is started on demand, and is down, waits for a connection, unless somebody asks for it by name. */
  #mayStayAsleep(name: string): boolean {
    const spec = this.known.specs.get(name);
    if (spec?.kind !== 'service' || !spec.front?.onDemand || this.#up.has(name)) return false;
    return this.#processes.of(name).every(isOver);
  }

  /** Nobody has been connected for its idle time: it stops, unless something that runs requires it, or it is not there by now. */
  #rests(name: string, nowMs: number): void {
    const spec = this.known.specs.get(name);
    const run = this.#processes.of(name).findLast(({ purpose }) => purpose === 'exec');
    if (this.shutdown !== 'no' || spec?.kind !== 'service' || !spec.front?.idleTimeoutMs || !this.#up.has(name)) return;
    const runs = run?.told === 'spawned' && run.stoppedMs === null && run.passed;
    const lives = (other: string) => !this.#processes.of(other).every(isOver);
    if (!runs || [...dependentsOf(this.graph, [name])].some(lives)) return;
    this.#up.delete(name);
    this.#asleep.add(name);
    this.#stopInOrder([name], nowMs);
  }

  #wakes(name: string, nowMs: number): void {
    if (this.#asleep.delete(name)) this.times.wake(name, nowMs);
  }

  #tells({ name, seen }: Extract<Event, { type: 'external-seen' }>, nowMs: number): void {
    if (!this.isExternal(name)) return;
    if (this.elsewhere.tells(name, seen, nowMs)) this.times.provoke(name, nowMs);
  }

  #restart(names: readonly string[], dependents: boolean, nowMs: number): void {
    if (this.shutdown !== 'no') return;
    const members = this.known.members(names);
    for (const name of members) {
      if (!this.known.specs.has(name)) continue;
      this.#up.add(name);
      this.#wakes(name, nowMs);
      this.#ask(name, nowMs);
      this.times.provoke(name, nowMs);
    }
    if (dependents) this.#stopInOrder([...members, ...dependentsOf(this.graph, members)], nowMs);
  }

  #changed(name: string, nowMs: number): void {
    const spec = this.known.specs.get(name);
    if (!spec || spec.kind === 'target' || spec.watch?.action !== 'restart' || this.shutdown !== 'no') return;
    this.times.change(name, nowMs);
    if (!this.isUp(name)) return;
    this.times.provoke(name, nowMs);
    this.#ask(name, nowMs);
  }

  #stopInOrder(names: readonly string[], nowMs: number, isStopped: (name: string) => boolean = () => true): void {
    for (const name of names) {
      this.times.provoke(name, nowMs);
      this.#orders.add(name, this.graph, isStopped);
    }
  }
}

type Starts = Extract<Event, { type: 'start-requested' }>;

const isKept = (edit: Edit | undefined) => edit === undefined || edit === 'same' || edit === 'place';
