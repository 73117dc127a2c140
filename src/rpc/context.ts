import type { Service } from '../core/state.ts';
import { nearest } from '../core/suggest.ts';
import type { Asker } from '../core/trigger.ts';
import type { Control, Terminal } from './control.ts';
import { CODES, RpcError } from './errors.ts';
import type { FilledParamsOf, MethodName, NotificationName, NotificationOf, ResultOf } from './methods.ts';

/** The other end of a connection, as handlers see it. */
export interface Peer {
  /** Where `bytes` follow, `params.raw` tells how many. */
  notify<N extends NotificationName>(name: N, params: NotificationOf<N>, bytes?: readonly Buffer[]): void;
  /** It has not read what it was sent: nothing that can wait should be added. */
  behind(): boolean;
  /** Calls back when it has caught up, after `behind` has said that it was. Returns the way to stop that. */
  onCaughtUp(callback: () => void): () => void;
}

/** A connection: what handlers work with, and what belongs to it and ends with it. */
export interface Context {
  readonly control: Control;
  readonly peer: Peer;
  /** Who is at the other end, as far as it has said. */
  asker: Asker;
  readonly subscriptions: Map<number, () => void>;
  readonly terminals: Map<number, { readonly terminal: Terminal; readonly leave: () => void }>;
  /** A number that this connection has not used yet. */
  nextId(): number;
  /** Calls back when the answer to this call has been handed over. */
  afterAnswer(callback: () => void): void;
  /** Calls back when the connection ends. Returns the way to stop that. */
  onClose(callback: () => void): () => void;
}

/** An answer that comes some time later and holds up no other: those of calls that wait. */
export class Later<T> {
  readonly answer: Promise<T>;

  constructor(answer: Promise<T>) {
    this.answer = answer;
  }
}

export type Handler<M extends MethodName> = (
  params: FilledParamsOf<M>,
  context: Context,
) => ResultOf<M> | Promise<ResultOf<M>> | Later<ResultOf<M>>;
export type Handlers<M extends MethodName> = { readonly [K in M]: Handler<K> };

export const OK = { ok: true } as const;

/** The service of that name. Throws the protocol's error for an unknown one, with the nearest name. */
export function serviceOf(control: Control, name: string): Service {
  const { services } = control.state();
  const service = services.get(name);
  if (service) return service;
  const near = nearest(name, services.keys());
  throw new RpcError(CODES.notFound, 'service not found', {
    name,
    ...(near === null ? {} : { hint: `did you mean "${near}"?` }),
  });
}

/** One or several names, all of them known. */
export function knownNames(control: Control, names: string | readonly string[]): readonly string[] {
  const all = typeof names === 'string' ? [names] : [...new Set(names)];
  for (const name of all) serviceOf(control, name);
  return all;
}

/** The same, for what is to be done to them: other projects are left alone. */
export function ownNames(control: Control, names: string | readonly string[]): readonly string[] {
  for (const name of typeof names === 'string' ? [names] : names) {
    const { spec } = serviceOf(control, name);
    if (spec.kind !== 'target' || !spec.external) continue;
    const { project, service } = spec.external;
    throw new RpcError(CODES.invalidParams, `${service} is a service of another project, ${project}: control it there`);
  }
  return knownNames(control, names);
}

/** The refusal of what only a process can do. One that is wanted, and only waits, is not to be started once more. */
export function notRunning(control: Control, name: string): RpcError {
  const { intent, phase } = serviceOf(control, name);
  const waits = intent === 'up' && (phase.is === 'blocked' || phase.is === 'failed') ? { waits: phase.is } : {};
  return new RpcError(CODES.notRunning, 'service not running', { name, ...waits });
}
