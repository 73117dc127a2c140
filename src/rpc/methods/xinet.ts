import { Ok, XinetStatus } from '../results.ts';
import { anything, list, text } from '../shape.ts';

const name = text('Name of a proxy');
const proxy = { name, listen: anything('Addresses'), backend: text('Address'), service: text('Name of a service') };
const create = {
  summary: 'Always an error: on-demand sockets are not in this version',
  params: proxy,
  result: Ok,
  missing: 'Invalid xinet config: missing field `{}`',
};

/** zinit's socket activation, of which this version has nothing to show. */
export const xinetMethods = {
  'xinet.create': create,
  'xinet.register': create,
  'xinet.delete': { summary: 'Always an error: there is no proxy', params: { name }, result: Ok },
  'xinet.unregister': { summary: 'Always an error: there is no proxy', params: { name }, result: Ok },
  'xinet.list': { summary: 'Names of all proxies: none', params: {}, result: list(text()) },
  'xinet.status': { summary: 'Always an error: there is no proxy', params: { name }, result: XinetStatus },
  'xinet.status_all': { summary: 'All proxies: none', params: {}, result: list(XinetStatus) },
} as const;
