import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Order, Report } from './messages.ts';

declare const ZDEV_VERSION: string | undefined;

/** Closing takes milliseconds; a thread that is not through by then is ended, so that zdev ends in any case. */
const END_MS = 2000;

/** The way to fronts and edge. */
export interface FrontThread {
  send(order: Order): void;
  /** Settles when everything is closed. */
  end(): Promise<void>;
}

/** Starts the thread of fronts and edge. From the sources, where there is no file for a thread, they run in this one. */
export async function startFrontThread(report: (report: Report) => void): Promise<FrontThread> {
  if (typeof ZDEV_VERSION !== 'string') return inThisThread(report);
  const worker = new Worker(join(dirname(import.meta.url), 'adapters-front-worker.cjs'), {
    stdout: false,
    stderr: false,
  });
  worker.on('message', report);
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  return {
    send: (order) => worker.postMessage(order),
    async end() {
      worker.postMessage({ type: 'end' } satisfies Order);
      const timer = setTimeout(() => void worker.terminate(), END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function inThisThread(report: (report: Report) => void): Promise<FrontThread> {
  const { createWork } = await import('./work.ts');
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const carryOut = createWork(report, end);
  return {
    send: carryOut,
    end() {
      carryOut({ type: 'end' });
      return ended;
    },
  };
}

/**
 * Never called: the build makes a chunk of what is imported so.
 * @public
 */
export const frontWorkerChunk = () => import('./worker.ts');
