/**
 * A queue of events. Each event is handled completely before the next. Events posted meanwhile wait, so there is no
 * re-entry, whatever an adapter calls.
 */
export function createMailbox<T>(handle: (message: T) => void): { post(message: T): void } {
  const queue: T[] = [];
  let busy = false;
  return {
    post(message) {
      queue.push(message);
      if (busy) return;
      busy = true;
      try {
        for (let i = 0; i < queue.length; i++) handle(queue[i] as T);
      } finally {
        queue.length = 0;
        busy = false;
      }
    },
  };
}
