import { connect, type Socket } from 'node:net';
import type { Prober } from '../../runtime/ports.ts';
import { connectFailure, loopbackLookup, parseAddress, peerOf } from './address.ts';
import { attempt, failure, passed } from './attempt.ts';

/** Passes when `host:port` accepts a connection. It is closed at once, and nothing is sent. */
export const probeTcp: Prober = (request) =>
  attempt(request, (settle) => {
    const { target } = request.health;
    const address = parseAddress(target);
    if (!address) {
      settle(failure(`not host:port: ${target}`));
      return () => {};
    }
    const socket = connect({ ...address, ...loopbackLookup(address.host), autoSelectFamily: true });
    const asked = { target, port: address.port };
    socket.on('error', (error) => settle(connectFailure(error, asked)));
    socket.once('connect', () =>
      settle(isItself(socket) ? connectFailure(refusal(target), asked) : passed(peerOf(socket))),
    );
    return () => socket.destroy();
  });

/**
 * Whether a socket is connected to itself. For a probe of a free port on this machine, the system may choose that same
 * port as the local one, and TCP then connects it with itself.
 */
function isItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}

function refusal(target: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${target}`), { code: 'ECONNREFUSED' });
}
