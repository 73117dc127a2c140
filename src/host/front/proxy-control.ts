import { addressOf } from '../../config/listen.ts';
import type { ListenAddress } from '../../core/service.ts';
import type { ProxyControl } from '../../rpc/control.ts';
import { addressText, type Fronts } from './fronts.ts';

const NOTHING = { total: 0, active: 0, waiting: 0, toBackend: 0, fromBackend: 0 };

/** The fronts as the protocol knows them. `open` starts the thread of the fronts if nothing has needed it yet. */
export function proxyControl(options: {
  /** The directory to which paths are relative. */
  readonly dir: string;
  readonly fronts: () => Fronts | null;
  readonly open: () => Promise<Fronts>;
}): ProxyControl {
  const { dir, fronts, open } = options;
  return {
    async list() {
      const opened = fronts();
      if (opened === null) return [];
      const counts = await opened.counts();
      return [...opened.proxies()].map(([name, { service, registered, options: front }]) => ({
        ...{ name, service, registered },
        listen: front.listen.map(addressText),
        backend: addressText(front.backend),
        counts: counts.get(name) ?? NOTHING,
      }));
    },
    async register({ name, service, connectTimeoutMs, idleTimeoutMs, single, ...given }) {
      const addresses = [...given.listen, given.backend].map((text) => ({ text, address: parsed(text, dir) }));
      const bad = addresses.find(({ address }) => typeof address === 'string');
      if (bad) return `${JSON.stringify(bad.text)}: ${bad.address as string}`;
      const all = addresses.map(({ address }) => address as ListenAddress);
      const [backend] = all.slice(-1) as [ListenAddress];
      const front = { listen: all.slice(0, -1), backend, connectTimeoutMs, idleTimeoutMs, single };
      return (await open()).register(name, { service, options: front, registered: true }).then(
        () => null,
        (error: Error) => error.message,
      );
    },
    unregister: (name) => fronts()?.unregister(name),
  };
}

/** Parses an address of zinit's client: `tcp:host:port` or `unix:/path`. A text without a colon is a path. */
function parsed(text: string, dir: string): ListenAddress | string {
  return addressOf(text.includes(':') ? text : `unix:${text}`, dir);
}
