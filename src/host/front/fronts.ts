import type { FrontCounts, FrontOptions, FrontReport } from '../../adapters/front/messages.ts';
import type { FrontThread } from '../../adapters/front/thread.ts';
import { changedServices } from '../../core/changes.ts';
import { frontOf } from '../../core/drain.ts';
import type { Event } from '../../core/event.ts';
import type { ListenAddress, ServiceSpec } from '../../core/service.ts';
import type { State } from '../../core/state.ts';
import type { PortAsker } from '../ports/port-owner.ts';
import { fallsAsleep, serves } from './accepts-connections.ts';
import type { SharedThread } from './front-thread.ts';

/** The sockets that zdev holds in front of services. */
export interface Fronts {
  /** Call this for every change of the state, before its effects are carried out. */
  changed(next: State, previous: State, touched?: ReadonlySet<string>): void;
  /** Opens and closes fronts to match these specs. */
  follow(specs: readonly ServiceSpec[]): void;
  /** See `Ports.drain`. */
  drain(name: string): Promise<void>;
  /** All open proxies: those of the config under the names of their services, and the registered ones. */
  proxies(): ReadonlyMap<string, Proxy>;
  /** Opens a proxy that is not in the config. Settles when it listens; rejects, with the reason, if it cannot. */
  register(name: string, proxy: Proxy): Promise<void>;
  /** Closes a registered proxy. */
  unregister(name: string): void;
  /** The counters of each front. */
  counts(): Promise<ReadonlyMap<string, FrontCounts>>;
}

/** Listening sockets in front of a service. */
export interface Proxy {
  readonly service: string;
  readonly options: FrontOptions;
  /** Whether a client asked for it, so that it is not in the config. */
  readonly registered: boolean;
}

/** The longest wait in ms for a socket to listen. After that the services start without it. */
const LISTEN_MS = 1000;

/** Opens the fronts of a project. Once this settles, no connection is refused. */
export async function openFronts(parts: {
  readonly specs: readonly ServiceSpec[];
  readonly state: () => State;
  readonly send: (event: Event) => void;
  readonly notice: (message: string) => void;
  readonly thread: SharedThread;
  readonly asker: PortAsker;
}): Promise<Fronts> {
  const { state, send, notice } = parts;
  const open = new Map<string, Proxy>();
  const asks = new Map<number, (report: Extract<FrontReport, { ask: number }>) => void>();
  const opening = new Map<string, (problem: string | null) => void>();
  let lastAsk = 0;
  const thread: FrontThread = await parts.thread.forFronts(handle);
  await Promise.race([Promise.all(follow(parts.specs)), soon(LISTEN_MS)]);

  return {
    changed(next, previous, touched) {
      for (const { name, service, before } of changedServices(next, previous, touched)) {
        const now = serves(service);
        if (now === serves(before) && !fallsAsleep(service, before)) continue;
        for (const [id, proxy] of open) if (proxy.service === name) thread.send({ type: 'serve', id, serves: now });
      }
    },
    follow: (specs) => void follow(specs),
    async drain(name) {
      const ids = [...open].filter(([, { service }]) => service === name).map(([id]) => id);
      await Promise.all(ids.map((id) => ask((number) => ({ type: 'drain', id, ask: number }))));
    },
    proxies: () => open,
    async register(name, proxy) {
      const problem = await begin(name, proxy);
      if (problem === null) return;
      end(name);
      throw new Error(problem);
    },
    unregister: end,
    async counts() {
      const report = await ask((number) => ({ type: 'count', ask: number }));
      return report.type === 'counted' ? report.counts : new Map();
    },
  };

  function follow(specs: readonly ServiceSpec[]): Promise<unknown>[] {
    const wanted = new Map(specs.flatMap(proxyOf));
    for (const [name, { registered }] of open) if (!registered && !wanted.has(name)) end(name);
    return [...wanted].flatMap(([name, proxy]) => {
      const isSame = JSON.stringify(open.get(name)) === JSON.stringify(proxy);
      return isSame ? [] : [begin(name, proxy)];
    });
  }

  function begin(id: string, proxy: Proxy): Promise<string | null> {
    open.set(id, proxy);
    const listens = new Promise<string | null>((resolve) => {
      opening.set(id, resolve);
    });
    thread.send({ type: 'open', id, options: proxy.options });
    thread.send({ type: 'serve', id, serves: serves(state().services.get(proxy.service)) });
    return listens;
  }

  function end(id: string): void {
    if (open.delete(id)) thread.send({ type: 'close', id });
  }

  function handle(report: FrontReport): void {
    switch (report.type) {
      case 'listening':
        return settle(report.id, null);
      case 'refused': {
        const problem = `cannot listen on ${addressText(report.address)}: ${report.message}`;
        settle(report.id, problem);
        if (open.get(report.id)?.registered === false) void tellRefused(report, problem);
        return;
      }
      case 'waiting':
        return wake(report.id);
      case 'idle':
        return rest(report.id);
      case 'drained':
      case 'counted':
        asks.get(report.ask)?.(report);
        asks.delete(report.ask);
        return;
      default:
        return report satisfies never;
    }
  }

  async function tellRefused(
    { id, address }: Extract<FrontReport, { type: 'refused' }>,
    problem: string,
  ): Promise<void> {
    if ('path' in address) return notice(`${id}: ${problem}; trying again`);
    const { heldBy } = await import('../ports/held-by.ts');
    const { by, next } = await heldBy(address.port, parts.asker);
    notice(`${id}: ${problem}${by}; trying again${next}`);
  }

  function settle(id: string, problem: string | null): void {
    opening.get(id)?.(problem);
    opening.delete(id);
  }

  function wake(id: string): void {
    const proxy = open.get(id);
    if (!proxy) return;
    if (!proxy.registered) return send({ type: 'connection-waiting', name: proxy.service });
    const isUp = state().services.get(proxy.service)?.intent === 'up';
    if (!isUp) send({ type: 'start-requested', names: [proxy.service], withDependencies: true });
  }

  function rest(id: string): void {
    const proxy = open.get(id);
    if (!proxy) return;
    if (proxy.registered) send({ type: 'stop-requested', names: [proxy.service] });
    else send({ type: 'connections-idle', name: proxy.service });
  }

  function ask(order: (number: number) => Parameters<FrontThread['send']>[0]) {
    lastAsk += 1;
    const number = lastAsk;
    return new Promise<Extract<FrontReport, { ask: number }>>((resolve) => {
      asks.set(number, resolve);
      thread.send(order(number));
    });
  }
}

function soon(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}

function proxyOf(spec: ServiceSpec): (readonly [string, Proxy])[] {
  const front = frontOf(spec);
  if (!front || spec.kind === 'target' || spec.port === undefined) return [];
  const { listen, connectTimeoutMs, idleTimeoutMs, single } = front;
  const backend: ListenAddress = { host: null, port: spec.port };
  const options = { listen, backend, connectTimeoutMs, idleTimeoutMs, single };
  return [[spec.name, { service: spec.name, options, registered: false }]];
}

/** Formats an address: `localhost:3000`, `127.0.0.1:3000`, `unix:/path`. */
export function addressText(address: ListenAddress): string {
  if ('path' in address) return `unix:${address.path}`;
  const { host, port } = address;
  if (host === null) return `localhost:${port}`;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
