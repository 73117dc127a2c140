import type { Event } from '../../src/core/event.ts';
import type { Seen } from '../../src/core/external.ts';
import { externalsIn, type ServiceSpec, type TargetSpec } from '../../src/core/service.ts';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';

/** What stands for a service of another project. */
export function externalSpec(service: string): TargetSpec {
  return {
    name: `../auth:${service}`,
    kind: 'target',
    external: { dir: '/auth', project: '../auth', service },
    ...{ requires: [], after: [], wants: [], conflicts: [], critical: false, status: 'stop', class: 'system' },
  };
}

/** Another project, whose services come and go as they like: nobody here has a say in that. */
export class Neighbours {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #report: (event: Event) => void;
  /** How they really are. */
  readonly #really = new Map<string, Seen>();
  readonly #told = new Map<string, Seen>();
  #followed: readonly string[] = [];
  #lives = 0;

  constructor(parts: { queue: EventQueue; random: Random; report: (event: Event) => void }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.#report = parts.report;
  }

  /** These specs count from now on. */
  follow(specs: readonly ServiceSpec[]): void {
    const names = externalsIn(specs).map(({ name }) => name);
    for (const name of this.#followed) if (!names.includes(name)) this.#told.delete(name);
    this.#followed = names;
    for (const name of names) this.#tell(name);
  }

  /** Another supervisor knows nothing of them. */
  forget(): void {
    this.#told.clear();
    this.#followed = [];
  }

  /** Something becomes of one of them. */
  change(): void {
    if (this.#followed.length === 0) return;
    const name = this.#random.pick(this.#followed);
    this.#really.set(name, this.#random.chance(0.5) ? this.#ready() : this.#notReady(name));
    this.#tell(name);
  }

  /** All are well from now on. */
  heal(): void {
    for (const name of this.#followed) {
      const now = this.#really.get(name);
      if (now?.is === 'there' && now.ready) continue;
      this.#really.set(name, this.#ready());
      this.#tell(name);
    }
  }

  /** Whether all that there is to tell has been told. */
  get isTold(): boolean {
    return this.#followed.every((name) => this.#told.get(name) === this.#of(name));
  }

  #of(name: string): Seen {
    const known = this.#really.get(name) ?? DOWN;
    this.#really.set(name, known);
    return known;
  }

  #ready(): Seen {
    return { is: 'there', state: 'running', ready: true, life: `1:${++this.#lives}`, path: [], back: null };
  }

  /** The project goes, or only the service; its life has the number of its last run. */
  #notReady(name: string): Seen {
    const now = this.#of(name);
    if (this.#random.chance(0.3)) return DOWN;
    const life = now.is === 'there' ? now.life : '1:0';
    const state = this.#random.pick(['starting', 'failed', 'exited', 'stopping'] as const);
    return { is: 'there', state, ready: false, life, path: [], back: null };
  }

  #tell(name: string): void {
    this.#queue.in(this.#random.int(0, this.#random.chance(0.2) ? 500 : 10), () => {
      const seen = this.#of(name);
      if (!this.#followed.includes(name) || this.#told.get(name) === seen) return;
      this.#told.set(name, seen);
      this.#report({ type: 'external-seen', name, seen });
    });
  }
}

const DOWN: Seen = { is: 'down' };
