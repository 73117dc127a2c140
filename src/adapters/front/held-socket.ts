import { Worker } from 'node:worker_threads';
import type { ListenAddress } from '../../core/service.ts';

/**
 * Listening sockets on which this process accepts nothing. Connections wait in the system until the process that gets
 * the sockets accepts them.
 */
export interface HeldSockets {
  /** Descriptors in this process, in the order of the addresses. */
  readonly fds: readonly number[];
  close(): Promise<void>;
}

/**
 * A running event loop would accept connections. So a separate thread listens, reports the descriptors, and never
 * returns to its loop.
 */
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

/** Listens on these addresses. Rejects, with a message for the user, if one of them is not available. */
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
