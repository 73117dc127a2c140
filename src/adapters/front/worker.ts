/** The thread of the fronts: a fork blocks the loop of the supervisor for milliseconds, and no connection waits for that. */
import { parentPort } from 'node:worker_threads';
import { createFronts } from './fronts.ts';
import type { Order } from './messages.ts';

const port = parentPort;
if (port) {
  const carryOut = createFronts(
    (report) => port.postMessage(report),
    () => port.close(),
  );
  port.on('message', (order: Order) => carryOut(order));
}
