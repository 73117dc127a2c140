import { type Context, type Handlers, OK, serviceOf } from '../context.ts';
import type { ProxyStatus } from '../control.ts';
import { CODES, RpcError } from '../errors.ts';
import type { xinetMethods } from '../methods/xinet.ts';
import type { FilledParamsOf } from '../methods.ts';

/** Listening sockets in front of services: those with `listen` in the config, and those that clients register. */
export const xinetHandlers: Handlers<keyof typeof xinetMethods> = {
  'xinet.create': register,
  'xinet.register': register,
  'xinet.delete': unregister,
  'xinet.unregister': unregister,
  'xinet.list': async (_params, { control }) => (await control.proxies.list()).map(({ name }) => name),
  'xinet.status': async ({ name }, { control }) => {
    const proxy = (await control.proxies.list()).find((each) => each.name === name);
    if (!proxy) throw new RpcError(CODES.notFound, 'proxy not found');
    return wireProxy(proxy);
  },
  'xinet.status_all': async (_params, { control }) => (await control.proxies.list()).map(wireProxy),
};

async function register(params: FilledParamsOf<'xinet.register'>, { control }: Context) {
  const { name, service, backend, single_connection: single } = params;
  const listen = typeof params.listen === 'string' ? [params.listen] : params.listen;
  const missing = Object.entries({ name, service, backend }).find(([, value]) => value === '')?.[0];
  if (missing !== undefined) throw new RpcError(CODES.internal, `${missing} is required`);
  if (listen.length === 0) throw new RpcError(CODES.internal, 'at least one listen address is required');
  serviceOf(control, service);
  const known = (await control.proxies.list()).some((each) => each.name === name);
  if (known) throw new RpcError(CODES.internal, `Proxy '${name}' already exists`);
  const problem = await control.proxies.register({
    ...{ name, listen, backend, service, single },
    connectTimeoutMs: params.connect_timeout * 1000,
    idleTimeoutMs: params.idle_timeout * 1000,
  });
  if (problem !== null) throw new RpcError(CODES.internal, problem);
  return OK;
}

async function unregister({ name }: { readonly name: string }, { control }: Context) {
  const proxy = (await control.proxies.list()).find((each) => each.name === name);
  if (!proxy) throw new RpcError(CODES.internal, `Proxy '${name}' not found`);
  if (!proxy.registered)
    throw new RpcError(CODES.internal, `Proxy '${name}' is the "listen" of a service in the config`);
  control.proxies.unregister(name);
  return OK;
}

/**
 * Contains both the long and the short form: zinit's client expects the long form where its server sends the short one.
 */
function wireProxy({ name, listen, backend, service, counts }: ProxyStatus) {
  return {
    name,
    listen: listen.join(', '),
    backend,
    service,
    total_connections: counts.total,
    active_connections: counts.active,
    bytes_to_backend: counts.toBackend,
    bytes_from_backend: counts.fromBackend,
    running: true,
    connections: counts.active,
    waiting_connections: counts.waiting,
  };
}
