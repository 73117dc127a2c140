import type { ProcessHandle } from '../../runtime/ports.ts';

/**
 * The handle of a process that will start soon. Signals wait for it. `known` is what is already known of its identity.
 */
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

/**
 * The handle of a process whose start waits for something that may hang. A signal that is meant to end the process ends
 * that wait.
 */
export function abortedBySignals(handle: ProcessHandle, waiting: AbortController): ProcessHandle {
  const signal: ProcessHandle['signal'] = (name, how) => {
    if (how?.bare !== true) waiting.abort();
    handle.signal(name, how);
  };
  return Object.assign(Object.create(handle), { signal });
}
