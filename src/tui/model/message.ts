import type { Message } from './model.ts';

/** How long a message that requires no reaction is shown. */
export const MESSAGE_MS = 4000;

/** Whether a message has been shown for long enough. If the clock was set back meanwhile, it has. */
export function isOver({ untilMs }: Message, nowMs: number): boolean {
  const leftMs = untilMs - nowMs;
  return leftMs <= 0 || (leftMs > MESSAGE_MS && leftMs !== Number.POSITIVE_INFINITY);
}
