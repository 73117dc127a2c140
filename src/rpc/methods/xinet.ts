import { Ok, XinetStatus } from '../results.ts';
import { bool, count, either, fallback, list, text } from '../shape.ts';

const name = text('Name of a proxy. A `listen` of the config has the name of its service');
const ADDRESS = '`tcp:host:port`, `unix:/path`, or a path';
const proxy = {
  name,
  listen: either(list(text(ADDRESS)), text(ADDRESS), 'Where to listen: on loopback addresses or Unix sockets'),
  backend: text(`Where the service listens: ${ADDRESS}`),
  service: text('Name of a service; the first connection starts it'),
  connect_timeout: fallback(count('How long a connection may wait, in seconds'), 30),
  idle_timeout: fallback(count('The service is stopped after this many seconds without a connection; 0: never'), 0),
  single_connection: fallback(bool('Close a second connection at once'), false),
};
const create = {
  summary: 'Listen in front of a service, until the proxy is unregistered or zdev ends',
  params: proxy,
  result: Ok,
  missing: 'Invalid xinet config: missing field `{}`',
};
const remove = {
  summary: 'Close a registered proxy. A `listen` of the config cannot be closed',
  params: { name },
  result: Ok,
};

/** zinit's socket activation. It also lists `listen` of the config. */
export const xinetMethods = {
  'xinet.create': create,
  'xinet.register': create,
  'xinet.delete': remove,
  'xinet.unregister': remove,
  'xinet.list': { summary: 'Names of all proxies', params: {}, result: list(text()) },
  'xinet.status': { summary: 'One proxy, with its counters', params: { name }, result: XinetStatus },
  'xinet.status_all': { summary: 'All proxies', params: {}, result: list(XinetStatus) },
} as const;
