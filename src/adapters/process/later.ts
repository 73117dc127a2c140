import type { ProcessHandle } from '../../runtime/ports.ts';

/** A process that is started soon. Signals wait for it. `known` is what is known of it already. */
export function later(coming: Promise<ProcessHandle>, known?: ProcessHandle['identity']): ProcessHandle {
  let handle: ProcessHandle | null = null;
  const waiting: Parameters<ProcessHandle['signal']>[] = [];
  void coming.then((started) => {
    handle = started;
    for (const args of waiting) started.signal(...args);
  });
  return {
    get pid() {
      return handle?.pid ?? known?.pid ?? null;
    },
    get identity() {
      return handle === null ? known : handle.identity;
    },
    get isTerminal() {
      return handle?.isTerminal === true;
    },
    signal: (...args) => {
      if (handle) handle.signal(...args);
      else waiting.push(args);
    },
    resize: (cols, rows) => handle?.resize?.(cols, rows),
    write: (data) => handle?.write?.(data),
  };
}

/** A process that waits, before it is started, for what may hang: a signal that is to end it ends that wait. */
export function abortedBySignals(handle: ProcessHandle, waiting: AbortController): ProcessHandle {
  const signal: ProcessHandle['signal'] = (name, how) => {
    if (how?.bare !== true) waiting.abort();
    handle.signal(name, how);
  };
  return Object.assign(Object.create(handle), { signal });
}
