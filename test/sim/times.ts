/** When something was last asked to run anew, and its last run then: what is as old as that is not what was asked for. */
export interface Asked {
  readonly atMs: number;
  readonly run: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** When something last happened to a service. */
export class Times {
  readonly #woken = new Map<string, number>();
  readonly #provoked = new Map<string, number>();
  #changed = new Map<string, number>();
  #asked = new Map<string, Asked>();
  readonly #became = new Map<string, number>();
  readonly #moved = new Map<string, number>();

  /** When something that slept was last started. */
  wokenMs(name: string): number {
    return this.#woken.get(name) ?? NEVER;
  }

  /** When something last happened that may end a run of it. */
  provokedMs(name: string): number {
    return this.#provoked.get(name) ?? NEVER;
  }

  /** When its sources last changed. */
  changedMs(name: string): number {
    return this.#changed.get(name) ?? NEVER;
  }

  /** When it was last asked to run anew. */
  askedMs(name: string): number {
    return this.#asked.get(name)?.atMs ?? NEVER;
  }

  /** The last run that there was when another was last asked for; 0: none. */
  askedRun(name: string): number {
    return this.#asked.get(name)?.run ?? 0;
  }

  /** When it last became a service, or a target. */
  becameMs(name: string): number {
    return this.#became.get(name) ?? NEVER;
  }

  /** When it last got another place in the graph. */
  movedMs(name: string): number {
    return this.#moved.get(name) ?? NEVER;
  }

  wake(name: string, nowMs: number): void {
    this.#woken.set(name, nowMs);
  }

  provoke(name: string, nowMs: number): void {
    this.#provoked.set(name, nowMs);
  }

  change(name: string, nowMs: number): void {
    this.#changed.set(name, nowMs);
  }

  ask(name: string, asked: Asked): void {
    this.#asked.set(name, asked);
  }

  become(name: string, nowMs: number): void {
    this.#became.set(name, nowMs);
  }

  move(name: string, nowMs: number): void {
    this.#moved.set(name, nowMs);
  }

  /** What a journal tells of them. */
  remember(): { changedMs: ReadonlyMap<string, number>; asked: ReadonlyMap<string, Asked> } {
    return { changedMs: new Map(this.#changed), asked: new Map(this.#asked) };
  }

  resume({ changedMs, asked }: ReturnType<Times['remember']>): void {
    this.#changed = new Map(changedMs);
    this.#asked = new Map(asked);
  }
}
