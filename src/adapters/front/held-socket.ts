import { Worker } from 'node:worker_threads';
import type { ListenAddress } from '../../core/service.ts';

/** Listening sockets on which nobody accepts here: connections wait in the system until somebody who has them does. */
export interface HeldSockets {
  /** Descriptors of this process, in the order of the addresses. */
  readonly fds: readonly number[];
  close(): Promise<void>;
}

/** A loop that runs would accept. So a thread of its own listens, says where, and never comes to its loop again. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { createServer } = require('node:net');
const fds = [];
const next = () => {
  const address = workerData[fds.length];
  if (!address) {
    parentPort.postMessage({ fds });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return;
  }
  const server = createServer();
  server.on('error', (error) => parentPort.postMessage({ code: error.code, message: error.message, address }));
  const where = address.path === undefined ? { host: address.host || '127.0.0.1', port: address.port } : { path: address.path };
  server.listen({ ...where, backlog: 511 }, () => {
    fds.push(server._handle.fd);
    next();
  });
};
next();
`;

/** Listens on these addresses. Rejects, with a message for the user, where one of them cannot be had. */
export async function holdSockets(addresses: readonly ListenAddress[]): Promise<HeldSockets> {
  const worker = new Worker(THREAD, { eval: true, workerData: addresses });
  worker.unref();
  const answer = await new Promise<{
    fds?: readonly number[];
    code?: string;
    message?: string;
    address?: ListenAddress;
  }>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ message: error.message }));
  });
  const close = async () => void (await worker.terminate());
  if (answer.fds) return { fds: answer.fds, close };
  await close();
  const { address, code, message } = answer;
  const where = address === undefined ? '' : ` on ${'path' in address ? address.path : `port ${address.port}`}`;
  throw new Error(`cannot listen${where}: ${code === 'EADDRINUSE' ? 'another process does' : message}`);
}
