import type { Handlers } from '../context.ts';
import { CODES, RpcError } from '../errors.ts';
import type { xinetMethods } from '../methods/xinet.ts';

/** There are no proxies: on-demand sockets are not in this version, and nobody is told that they were made. */
export const xinetHandlers: Handlers<keyof typeof xinetMethods> = {
  'xinet.create': refuse,
  'xinet.register': refuse,
  'xinet.delete': ({ name }) => unknown(name),
  'xinet.unregister': ({ name }) => unknown(name),
  'xinet.list': () => [],
  'xinet.status': () => {
    throw new RpcError(CODES.notFound, 'proxy not found');
  },
  'xinet.status_all': () => [],
};

function refuse(): never {
  throw new RpcError(CODES.internal, 'On-demand sockets (xinet) are not supported by this version of zdev');
}

function unknown(name: string): never {
  throw new RpcError(CODES.internal, `Proxy '${name}' not found`);
}
