import type { Effect } from '../../src/core/effect.ts';
import type { Event, TimerKind } from '../../src/core/event.ts';
import type { Entry, EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';

type Arm = Extract<Effect, { type: 'arm' }>;

/** Timers that fire late. One that was due when it was disarmed may fire all the same: its event was on its way. */
export class Timers {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #report: (event: Event) => void;
  /** By kind, then by name. */
  readonly #armed = new Map<TimerKind, Map<string, { arm: Arm; entry: Entry }>>();
  /** The probability of being late. */
  late: number;

  constructor(parts: { queue: EventQueue; random: Random; late: number; report: (event: Event) => void }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.late = parts.late;
    this.#report = parts.report;
  }

  /** What is armed, or null. */
  armed(name: string, timer: TimerKind): Arm | null {
    return this.#armed.get(timer)?.get(name)?.arm ?? null;
  }

  arm(arm: Arm): void {
    this.disarm(arm.name, arm.timer);
    const ofKind = this.#armed.get(arm.timer) ?? new Map<string, { arm: Arm; entry: Entry }>();
    this.#armed.set(arm.timer, ofKind);
    const lateMs = this.#random.chance(this.late) ? this.#random.int(1, 400) : 0;
    const entry = this.#queue.at(arm.atMs + lateMs, () => {
      if (ofKind.get(arm.name)?.entry === entry) ofKind.delete(arm.name);
      this.#report({ type: 'timer-fired', name: arm.name, timer: arm.timer, run: arm.run });
    });
    ofKind.set(arm.name, { arm, entry });
  }

  disarm(name: string, timer: TimerKind): void {
    const present = this.#armed.get(timer)?.get(name);
    if (!present) return;
    this.#armed.get(timer)?.delete(name);
    const due = present.arm.atMs <= this.#queue.nowMs;
    if (!due || this.#random.chance(0.5)) present.entry.cancelled = true;
  }
}
