import type { Event } from '../../src/core/event.ts';
import type { FrontSpec, ServiceSpec } from '../../src/core/service.ts';
import type { State } from '../../src/core/state.ts';
import { fallsAsleep, serves } from '../../src/host/front/accepts-connections.ts';
import type { Entry, EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';

/** The front of a service as it really is: the connections that it holds, and those that it has passed on. */
interface Front {
  readonly spec: FrontSpec;
  readonly name: string;
  readonly held: Set<object>;
  readonly through: Set<object>;
  serves: boolean;
  /** That somebody waits has been told, and nothing has been served since. */
  told: boolean;
  idle: Entry | null;
}

/** How long connections may wait for an answer before a stop. */
const DRAIN_MS = 1000;

/** The sockets in front of services, as the thread of the host keeps them, and the clients that connect to them. */
export class Fronts {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #report: (event: Event) => void;
  readonly #open = new Map<string, Front>();
  #drained = new Set<string>();
  #draining = new Set<string>();
  /** Events that are between the threads. */
  #underWay = 0;
  held = 0;

  constructor(parts: { queue: EventQueue; random: Random; report: (event: Event) => void }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.#report = parts.report;
  }

  /** Opens and closes fronts, as these specs have them. */
  follow(specs: readonly ServiceSpec[], state: State): void {
    const wanted = new Map(specs.flatMap((spec) => (spec.kind === 'service' && spec.front ? [[spec.name, spec]] : [])));
    for (const [name, front] of this.#open) if (wanted.get(name)?.front !== front.spec) this.#close(name);
    for (const [name, { front: spec }] of wanted) {
      if (this.#open.has(name) || !spec) continue;
      const front: Front = { spec, name, held: new Set(), through: new Set(), serves: false, told: false, idle: null };
      this.#open.set(name, front);
      this.#serve(front, serves(state.services.get(name)));
    }
  }

  /** To be called after every change of the state, before its effects are carried out. */
  changed(next: State, previous: State): void {
    for (const [name, front] of this.#open) {
      const [service, before] = [next.services.get(name), previous.services.get(name)];
      if (service === before) continue;
      const now = serves(service);
      if (now !== serves(before) || fallsAsleep(service, before)) this.#serve(front, now);
    }
  }

  /** Somebody connects to one of them, and leaves after a while. */
  connect(name?: string): void {
    const names = [...this.#open.keys()];
    if (names.length === 0) return;
    const front = this.#open.get(name ?? this.#random.pick(names));
    if (!front) return;
    const client = {};
    if (front.idle) front.idle.cancelled = true;
    front.idle = null;
    if (front.serves) front.through.add(client);
    else this.#hold(front, client);
    this.#queue.in(this.#random.int(0, this.#random.chance(0.5) ? 50 : 4000), () => this.#leave(front, client));
  }

  /** The connections of a run are to get their answers; new ones wait. */
  drain(name: string, run: number): void {
    const front = this.#open.get(name);
    if (front) front.serves = false;
    const id = `${name} ${run}`;
    this.#draining.add(id);
    const draining = this.#draining;
    const asks = (front?.through.size ?? 0) > 0;
    this.#queue.in(asks ? this.#random.int(0, DRAIN_MS) : this.#random.int(0, 3), () => {
      if (draining !== this.#draining) return;
      this.#draining.delete(id);
      this.#drained.add(id);
      this.#report({ type: 'drained', name, run });
    });
  }

  /** Whether the connections of a run have got their answers, or have had their time. */
  isDrained(name: string, run: number): boolean {
    return this.#drained.has(`${name} ${run}`);
  }

  isDraining(name: string, run: number): boolean {
    return this.#draining.has(`${name} ${run}`);
  }

  /** Whether all that there is to tell has been told. */
  get isTold(): boolean {
    return this.#underWay === 0;
  }

  /** How many wait at the front of a service. */
  waitingAt(name: string): number {
    return this.#open.get(name)?.held.size ?? 0;
  }

  /** Nobody holds them any more: all connections are reset. */
  close(): void {
    for (const name of [...this.#open.keys()]) this.#close(name);
    this.#drained = new Set();
    this.#draining = new Set();
  }

  #close(name: string): void {
    const front = this.#open.get(name);
    if (front?.idle) front.idle.cancelled = true;
    front?.held.clear();
    front?.through.clear();
    this.#open.delete(name);
  }

  #hold(front: Front, client: object): void {
    front.held.add(client);
    this.held++;
    this.#queue.in(front.spec.connectTimeoutMs, () => front.held.delete(client));
    if (!front.told) this.#tell(front);
  }

  #tell(front: Front): void {
    front.told = true;
    this.#soon(front, { type: 'connection-waiting', name: front.name });
  }

  #leave(front: Front, client: object): void {
    front.held.delete(client);
    front.through.delete(client);
    this.#perhapsIdle(front);
  }

  #serve(front: Front, now: boolean): void {
    front.serves = now;
    front.told = false;
    if (!now) {
      if (front.idle) front.idle.cancelled = true;
      front.idle = null;
      if (front.held.size > 0) this.#tell(front);
      return;
    }
    for (const client of front.held) front.through.add(client);
    front.held.clear();
    this.#perhapsIdle(front);
  }

  #perhapsIdle(front: Front): void {
    const { idleTimeoutMs } = front.spec;
    if (front.idle) front.idle.cancelled = true;
    front.idle = null;
    if (idleTimeoutMs === 0 || !front.serves || front.through.size + front.held.size > 0) return;
    front.idle = this.#queue.in(idleTimeoutMs, () => {
      front.idle = null;
      this.#soon(front, { type: 'connections-idle', name: front.name });
    });
  }

  /** From thread to thread. */
  #soon(front: Front, event: Event): void {
    this.#underWay++;
    this.#queue.in(this.#random.int(0, 3), () => {
      this.#underWay--;
      if (this.#open.get(front.name) === front) this.#report(event);
    });
  }
}
