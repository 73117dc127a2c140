import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Order, Report } from './messages.ts';

declare const ZDEV_VERSION: string | undefined;

/** Closing takes milliseconds. A thread that has not finished by then is ended, so that zdev always ends. */
const END_MS = 2000;

/** Access to the thread of fronts and edge. */
export interface FrontThread {
  send(order: Order): void;
  /** Settles when everything is closed. */
  end(): Promise<void>;
}

/**
 * Starts the thread of fronts and edge. When run from the sources, there is no file for a thread, and they run in this
 * one.
 */
export async function startFrontThread(report: (report: Report) => void): Promise<FrontThread> {
  if (typeof ZDEV_VERSION !== 'string') return inThisThread(report);
  const worker = startWorker();
  let isEnding = false;
  let failure: unknown = null;
  worker.on('message', report);
  worker.on('error', (error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      // After an unexpected end, code that waits for a report would wait for ever.
      const isExpected = isEnding && failure === null;
      if (!isExpected) throw failure ?? new Error(`the thread of fronts and names has ended, with exit code ${code}`);
      resolve();
    });
  });
  return {
    send: (order) => worker.postMessage(order),
    async end() {
      isEnding = true;
      worker.postMessage({ type: 'end' } satisfies Order);
      const timer = setTimeout(() => void worker.terminate(), END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function startWorker(): Worker {
  const { zdevHeld: held } = globalThis as { zdevHeld?: { text?(name: string): string | undefined } };
  const text = held?.text?.(WORKER);
  const options = { stdout: false, stderr: false };
  if (!text) return new Worker(join(dirname(import.meta.url), WORKER), options);
  return new Worker(LOADER + text, { ...options, eval: true, workerData: { [`./${EDGE}`]: held?.text?.(EDGE) } });
}

/**
 * The chunks of the thread. Their texts are kept in memory, because the package may be deleted meanwhile: see
 * `cli/boot/hold.ts`.
 */
const WORKER = 'adapters-front-worker.cjs';
const EDGE = 'adapters-front-edge-edge.cjs';

/** Loads a chunk from its text in the thread. */
const LOADER = `
globalThis.zdevHeld = (id, require) => {
  const text = require('node:worker_threads').workerData[id];
  if (!text) return undefined;
  const module = { exports: {} };
  new Function('exports', 'require', 'module', text)(module.exports, require, module);
  return module.exports;
};
`;

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
 * Never called. The import makes the build create a chunk.
 * @public
 */
export const frontWorkerChunk = () => import('./worker.ts');
