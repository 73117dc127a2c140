/**
 * The thread of fronts and edge. A fork blocks the loop of the supervisor for milliseconds, and no connection should
 * wait for that.
 */
import { parentPort } from 'node:worker_threads';
import type { Order } from './messages.ts';
import { createWork } from './work.ts';

const port = parentPort;
if (port) {
  const carryOut = createWork(
    (report) => port.postMessage(report),
    () => port.close(),
  );
  port.on('message', (order: Order) => carryOut(order));
}
