import type { Timer } from '../../../src/tui/term/timer.ts';

/** Time that passes only when it is told to. */
export function createFakeTimer(): { timer: Timer; pass(ms: number): void } {
  const due = new Map<object, { at: number; callback: () => void }>();
  let nowMs = 0;
  return {
    timer(callback, ms) {
      const key = {};
      due.set(key, { at: nowMs + ms, callback });
      return () => void due.delete(key);
    },
    pass(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...due].filter(([, { at }]) => at <= endMs).sort(([, a], [, b]) => a.at - b.at);
        if (next === undefined) break;
        due.delete(next[0]);
        nowMs = next[1].at;
        next[1].callback();
      }
      nowMs = endMs;
    },
  };
}
