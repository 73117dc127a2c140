import type { Event } from '../../src/core/event.ts';
import type { Seen } from '../../src/core/external.ts';
import { buildGraph, closure, dependentsOf, type Graph } from '../../src/core/graph.ts';
import { isExternal, type ServiceSpec } from '../../src/core/service.ts';
import type { Edit } from './config.ts';
import type { Asked, Memory, Order } from './memory.ts';
import { isOver, type Processes, type Tree } from './processes.ts';
import { needsOf } from './project.ts';
import { succeeded } from './truth.ts';

/** What has been asked for: the invariants hold the supervisor to this, not to what it believes itself. */
export class Ledger {
  readonly #processes: Processes;
  #specs: ReadonlyMap<string, ServiceSpec>;
  /** What processes of a name were last specified as that the config no longer has, or has as a target. */
  readonly #former = new Map<string, ServiceSpec>();
  #graph: Graph;
  #up = new Set<string>();
  /** Down until somebody connects to it. */
  #asleep = new Set<string>();
  /** When something that slept was last started. */
  readonly #wokenMs = new Map<string, number>();
  /** What other projects have told of their services. */
  readonly #elsewhere = new Map<
    string,
    { readonly ready: boolean; readonly life: string | null; readonly overMs: number }
  >();
  /** When something last happened that may end a run of the service. */
  readonly #provokedMs = new Map<string, number>();
  /** When its sources last changed. */
  #changedMs = new Map<string, number>();
  /** When it was last asked to run anew. */
  #asked = new Map<string, Asked>();
  #ordered = new Map<string, Order>();
  /** When it last became a service, or a target. */
  readonly #becameMs = new Map<string, number>();
  /** When it last got another place in the graph. */
  readonly #movedMs = new Map<string, number>();
  #lastRun = new Map<string, number>();
  /** Has been started since zdev began; a target: has once been up. */
  readonly #started = new Set<string>();
  shutdown: 'no' | 'ordered' | 'forced' = 'no';

  constructor(parts: { specs: readonly ServiceSpec[]; processes: Processes }) {
    this.#specs = new Map(parts.specs.map((spec) => [spec.name, spec]));
    this.#graph = buildGraph(parts.specs);
    this.#processes = parts.processes;
  }

  /** Of the config, and of what still lives of what it had. */
  get graph(): Graph {
    return this.#graph;
  }

  /** When it was last woken. */
  wokenMs(name: string): number {
    return this.#wokenMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  /** One of another project is wanted while somebody here that is wanted waits for it. */
  isUp(name: string): boolean {
    if (!this.isExternal(name)) return this.#up.has(name);
    return (this.#graph.requiredBy.get(name) ?? []).some((other) => this.isUp(other));
  }

  isAsleep(name: string): boolean {
    return this.#asleep.has(name);
  }

  isExternal(name: string): boolean {
    const spec = this.#specs.get(name);
    return spec !== undefined && isExternal(spec);
  }

  /** Whether another project has last told that its service is ready. */
  isReadyElsewhere(name: string): boolean {
    return this.#elsewhere.get(name)?.ready === true;
  }

  /** When another project last told that the run which had been ready is over. */
  overElsewhereMs(name: string): number {
    return this.#elsewhere.get(name)?.overMs ?? Number.NEGATIVE_INFINITY;
  }

  hasStarted(name: string): boolean {
    return this.#started.has(name);
  }

  lastRun(name: string): number {
    return this.#lastRun.get(name) ?? 0;
  }

  provokedMs(name: string): number {
    return this.#provokedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  changedMs(name: string): number {
    return this.#changedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  askedMs(name: string): number {
    return this.#asked.get(name)?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether another run was asked for while this one was there, or later. */
  isToRunAnew({ spec, run }: Tree): boolean {
    return run <= (this.#asked.get(spec.name)?.run ?? 0);
  }

  movedMs(name: string): number {
    return this.#movedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  becameMs(name: string): number {
    return this.#becameMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  /** The runs that must be gone before one is stopped: of what required it when that was asked for, and still does. */
  goFirst(name: string, run: number): Tree[] {
    const order = this.#ordered.get(name);
    if (this.shutdown === 'forced' || order?.run !== run) return [];
    const dependents = [...dependentsOf(this.#graph, [name])].filter((dependent) => order.after.has(dependent));
    // A reload has turned the edge round meanwhile: each would have to go before the other.
    const isTurned = (other: string) => this.#graph.isCyclic && dependentsOf(this.#graph, [other]).has(name);
    // What came later did not require it then, or the config was another meanwhile.
    return dependents
      .filter((other) => !isTurned(other))
      .flatMap((other) => this.#processes.of(other).filter((tree) => order.born.has(tree)));
  }

  /** Everything that it requires, directly or through others. */
  requirementsOf(name: string): Set<string> {
    return closure([name], (other) => this.#specs.get(other)?.requires ?? []);
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
        const names = this.#members(event.names);
        for (const name of names) {
          this.#up.delete(name);
          this.#asleep.delete(name);
        }
        return this.#stopInOrder([...names, ...dependentsOf(this.#graph, names)], nowMs);
      }
      case 'restart-requested':
        return this.#restart(event.names, event.dependents, nowMs);
      case 'kill-requested':
        for (const name of this.#members(event.names)) this.#provokedMs.set(name, nowMs);
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
        return this.#tells(event.name, event.seen, nowMs);
      case 'files-changed':
        return this.#changed(event.name, nowMs);
      case 'tree-gone':
      case 'spawn-failed':
        if (this.#former.has(event.name) && this.#processes.of(event.name).every(isOver)) {
          this.#former.delete(event.name);
          this.#draw();
        }
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
      const old = this.#specs.get(name);
      if ((edit === 'removed' || edit === 'kind') && lives && old && old.kind !== 'target') {
        // Another supervisor knows of it no more than how to end it.
        this.#former.set(name, by === 'another' ? { ...old, ...NO_EDGES } : old);
      }
      if (by !== 'another' && (edit === 'added' || edit === 'kind')) this.#started.delete(name);
      this.#edited(name, edit, specs.get(name), nowMs);
      if (specs.get(name)?.kind !== 'target' && specs.has(name)) this.#former.delete(name);
    }
    this.#specs = specs;
    this.#draw();
    // Who requires it by way of what is on its way out, and is not stopped itself, is not waited for.
    const isStopped = (name: string) => this.#former.has(name) || !isKept(edits.get(name));
    this.#stopInOrder(removed, nowMs, isStopped);
  }

  /** Another supervisor goes on with a run that the config had no more when it was killed: it knows how to end it. */
  leave(spec: ServiceSpec): void {
    if (this.#specs.has(spec.name) && this.#specs.get(spec.name)?.kind !== 'target') return;
    this.#former.set(spec.name, { ...spec, ...NO_EDGES });
    this.#draw();
  }

  /** Some runs were born with newer env files than the config was read with. */
  respecified(specs: ReadonlyMap<string, ServiceSpec>): void {
    if (this.shutdown === 'no') this.#specs = specs;
  }

  #edited(name: string, edit: Edit, spec: ServiceSpec | undefined, nowMs: number): void {
    if (edit === 'same') return;
    if (edit === 'kind') this.#becameMs.set(name, nowMs);
    this.#movedMs.set(name, nowMs);
    if (edit === 'removed') {
      this.#up.delete(name);
      this.#asleep.delete(name);
      this.#elsewhere.delete(name);
    }
    const wakes = this.#asleep.has(name) && !maySleep(spec);
    if (wakes) this.#wakes(name, nowMs);
    if (edit === 'added' || wakes) {
      this.#up.delete(name);
      this.#asleep.delete(name);
      if (spec?.status === 'start') (isOnDemand(spec) ? this.#asleep : this.#up).add(name);
    }
    if (edit === 'place') return;
    this.#provokedMs.set(name, nowMs);
    this.#changedMs.set(name, nowMs);
    this.#ask(name, nowMs);
  }

  remember(): Memory {
    return {
      up: new Set(this.#up),
      asleep: new Set(this.#asleep),
      changedMs: new Map(this.#changedMs),
      asked: new Map(this.#asked),
      ordered: new Map(this.#ordered),
      lastRun: new Map(this.#lastRun),
      specs: this.#specs,
    };
  }

  /** Nothing is written. */
  forget(): Memory {
    const none = new Map();
    return {
      up: new Set(),
      asleep: new Set(),
      changedMs: none,
      asked: none,
      ordered: none,
      lastRun: none,
      specs: this.#specs,
    };
  }

  /** Another supervisor goes on from what is written. */
  resume(memory: Memory, known: ReadonlySet<string>): void {
    this.#up = new Set([...memory.up].filter((name) => known.has(name)));
    this.#asleep = new Set([...memory.asleep].filter((name) => known.has(name)));
    this.#elsewhere.clear();
    this.#changedMs = new Map(memory.changedMs);
    this.#asked = new Map(memory.asked);
    this.#ordered = new Map([...memory.ordered].filter(([name]) => known.has(name)));
    this.#lastRun = new Map([...memory.lastRun].filter(([name]) => known.has(name)));
    this.#specs = memory.specs;
    this.#former.clear();
    this.#started.clear();
    for (const [name, run] of this.#lastRun) if (run > 0) this.#started.add(name);
    this.shutdown = 'no';
  }

  provoke(name: string, nowMs: number): void {
    this.#provokedMs.set(name, nowMs);
  }

  /** It has ended, and an `up` that ends with its services gives it another try. */
  triesAgain(name: string, nowMs: number): void {
    this.#ask(name, nowMs);
  }

  #ask(name: string, atMs: number): void {
    this.#asked.set(name, { atMs, run: this.lastRun(name) });
  }

  /** Everything is to end: a user said so, or the rule of `--exit-on`. */
  endsAll(force: boolean, nowMs: number): void {
    if (this.shutdown === 'no') this.#stopInOrder([...this.#specs.keys(), ...this.#former.keys()], nowMs);
    if (force) this.shutdown = 'forced';
    else if (this.shutdown === 'no') this.shutdown = 'ordered';
  }

  #draw(): void {
    const present = [...this.#specs.values()].filter(({ name }) => !this.#former.has(name));
    this.#graph = buildGraph([...present, ...this.#former.values()]);
  }

  #start(event: Pick<Starts, 'names' | 'withDependencies' | 'lazily'>, nowMs: number): void {
    const { names, withDependencies, lazily = false } = event;
    if (this.shutdown !== 'no') return;
    const needs = (name: string) => {
      const spec = this.#specs.get(name);
      return spec ? needsOf(spec) : [];
    };
    const along = withDependencies ? closure(names, needs) : [];
    for (const name of new Set([...names, ...along])) {
      if (!this.#specs.has(name) || this.isExternal(name)) continue;
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
    const spec = this.#specs.get(name);
    if (spec?.kind !== 'service' || !spec.front?.onDemand || this.#up.has(name)) return false;
    return this.#processes.of(name).every(isOver);
  }

  /** Nobody has been connected for its idle time: it stops, unless something that runs requires it, or it is not there by now. */
  #rests(name: string, nowMs: number): void {
    const spec = this.#specs.get(name);
    const run = this.#processes.of(name).findLast(({ purpose }) => purpose === 'exec');
    if (this.shutdown !== 'no' || spec?.kind !== 'service' || !spec.front?.idleTimeoutMs || !this.#up.has(name)) return;
    const runs = run?.told === 'spawned' && run.stoppedMs === null && run.passed;
    const lives = (other: string) => !this.#processes.of(other).every(isOver);
    if (!runs || [...dependentsOf(this.#graph, [name])].some(lives)) return;
    this.#up.delete(name);
    this.#asleep.add(name);
    this.#stopInOrder([name], nowMs);
  }

  #wakes(name: string, nowMs: number): void {
    if (this.#asleep.delete(name)) this.#wokenMs.set(name, nowMs);
  }

  #tells(name: string, seen: Seen, nowMs: number): void {
    if (!this.isExternal(name)) return;
    const was = this.#elsewhere.get(name);
    const ready = seen.is === 'there' && seen.ready;
    const known = was?.life ?? null;
    const isOver = seen.is === 'there' && known !== null && (!ready || seen.life !== known);
    if (isOver) this.#provokedMs.set(name, nowMs);
    const overMs = isOver ? nowMs : (was?.overMs ?? Number.NEGATIVE_INFINITY);
    this.#elsewhere.set(name, { ready, life: ready ? seen.life : known, overMs });
  }

  #restart(names: readonly string[], dependents: boolean, nowMs: number): void {
    if (this.shutdown !== 'no') return;
    const members = this.#members(names);
    for (const name of members) {
      if (!this.#specs.has(name)) continue;
      this.#up.add(name);
      this.#wakes(name, nowMs);
      this.#ask(name, nowMs);
      this.#provokedMs.set(name, nowMs);
    }
    if (dependents) this.#stopInOrder([...members, ...dependentsOf(this.#graph, members)], nowMs);
  }

  #changed(name: string, nowMs: number): void {
    const spec = this.#specs.get(name);
    if (!spec || spec.kind === 'target' || spec.watch?.action !== 'restart' || this.shutdown !== 'no') return;
    this.#changedMs.set(name, nowMs);
    if (!this.isUp(name)) return;
    this.#provokedMs.set(name, nowMs);
    this.#ask(name, nowMs);
  }

  #stopInOrder(names: readonly string[], nowMs: number, isStopped: (name: string) => boolean = () => true): void {
    for (const name of names) {
      this.#provokedMs.set(name, nowMs);
      for (const tree of this.#processes.of(name)) {
        const ended = tree.told === 'exited' || isOver(tree);
        if (ended || tree.stoppedMs !== null) continue;
        const after = new Set([...dependentsOf(this.#graph, [name])].filter(isStopped));
        const born = new Set([...after].flatMap((other) => this.#processes.of(other)));
        this.#ordered.set(name, { run: tree.run, after, born });
      }
    }
  }

  #members(names: readonly string[]): Set<string> {
    const inside = (name: string) => {
      const spec = this.#specs.get(name);
      return spec?.kind === 'target' ? needsOf(spec) : [];
    };
    return new Set([...names, ...closure(names, inside)].filter((name) => !this.isExternal(name)));
  }
}

type Starts = Extract<Event, { type: 'start-requested' }>;

/** It waits for its first connection, where others are started. */
function isOnDemand(spec: ServiceSpec | undefined): boolean {
  return spec?.kind === 'service' && spec.front?.onDemand === true && spec.status === 'start';
}

/** What sleeps goes on with that under such a spec. */
function maySleep(spec: ServiceSpec | undefined): boolean {
  return spec?.kind === 'service' && (spec.front?.onDemand === true || (spec.front?.idleTimeoutMs ?? 0) > 0);
}

const isKept = (edit: Edit | undefined) => edit === undefined || edit === 'same' || edit === 'place';

const NO_EDGES = { requires: [], after: [], ended: [], wants: [], conflicts: [] };
