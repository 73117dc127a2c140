import type { Seen } from '../../src/core/external.ts';

/** What another project has told of a service. `life`: of the run that was last ready; `overMs`: when that was over. */
interface News {
  readonly ready: boolean;
  readonly life: string | null;
  readonly overMs: number;
}

/** What other projects have told of their services. */
export class Elsewhere {
  readonly #news = new Map<string, News>();

  isReady(name: string): boolean {
    return this.#news.get(name)?.ready === true;
  }

  /** When another project last told that the run which had been ready is over. */
  overMs(name: string): number {
    return this.#news.get(name)?.overMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Returns whether the run that had been ready is over. */
  tells(name: string, seen: Seen, nowMs: number): boolean {
    const was = this.#news.get(name);
    const ready = seen.is === 'there' && seen.ready;
    const known = was?.life ?? null;
    const isOver = seen.is === 'there' && known !== null && (!ready || seen.life !== known);
    const overMs = isOver ? nowMs : (was?.overMs ?? Number.NEGATIVE_INFINITY);
    this.#news.set(name, { ready, life: ready ? seen.life : known, overMs });
    return isOver;
  }

  forget(name: string): void {
    this.#news.delete(name);
  }

  forgetAll(): void {
    this.#news.clear();
  }
}
