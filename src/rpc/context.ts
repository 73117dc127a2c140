import type { Service } from '../core/state.ts';
import { nearest } from '../core/suggest.ts';
import type { Asker } from '../core/trigger.ts';
import type { Control, Terminal } from './control.ts';
import { CODES, RpcError } from './errors.ts';
import type { FilledParamsOf, MethodName, NotificationName, NotificationOf, ResultOf } from './methods.ts';

/** The other end of a connection, as handlers see it. */
export interface Peer {
  /** If `bytes` follow, `params.raw` contains their number. */
  notify<N extends NotificationName>(name: N, params: NotificationOf<N>, bytes?: readonly Buffer[]): void;
  /** Whether it has not read what it was sent. If so, anything that can wait must wait. */
  behind(): boolean;
  /** Calls back when it has caught up, after `behind` returned true. Returns a function that stops this. */
  onCaughtUp(callback: () => void): () => void;
}

/** A connection: what handlers work with, and what ends with the connection. */
export interface Context {
  readonly control: Control;
  readonly peer: Peer;
  /** The client at the other end, as far as it has introduced itself. */
  asker: Asker;
  readonly subscriptions: Map<number, () => void>;
  readonly terminals: Map<number, { readonly terminal: Terminal; readonly leave: () => void }>;
  /** A number that this connection has not used yet. */
  nextId(): number;
  /** Calls back after the answer to this call has been sent. */
  afterAnswer(callback: () => void): void;
  /** Calls back when the connection ends. Returns a function that stops this. */
  onClose(callback: () => void): () => void;
}

/** An answer that comes later and delays no other answer: for calls that wait. */
export class DelayedAnswer<T> {
  readonly answer: Promise<T>;

  constructor(answer: Promise<T>) {
    this.answer = answer;
  }
}

export type Handler<M extends MethodName> = (
  params: FilledParamsOf<M>,
  context: Context,
) => ResultOf<M> | Promise<ResultOf<M>> | DelayedAnswer<ResultOf<M>>;
export type Handlers<M extends MethodName> = { readonly [K in M]: Handler<K> };

export const OK = { ok: true } as const;

/** The service of that name. For an unknown name, throws the protocol's error with the nearest name. */
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

/** One or several names. Throws if one is unknown. */
export function knownNames(control: Control, names: string | readonly string[]): readonly string[] {
  const all = typeof names === 'string' ? [names] : [...new Set(names)];
  for (const name of all) serviceOf(control, name);
  return all;
}

/** The same, for names to act on: throws for services of other projects. */
export function ownNames(control: Control, names: string | readonly string[]): readonly string[] {
  for (const name of typeof names === 'string' ? [names] : names) {
    const { spec } = serviceOf(control, name);
    if (spec.kind !== 'target' || !spec.external) continue;
    const { project, service } = spec.external;
    throw new RpcError(CODES.invalidParams, `${service} is a service of another project, ${project}: control it there`);
  }
  return knownNames(control, names);
}

/**
 * The error for requests that need a process. It says if the service already waits to start, so that it is not started
 * again.
 */
export function notRunning(control: Control, name: string): RpcError {
  const { intent, phase } = serviceOf(control, name);
  const waits = intent === 'up' && (phase.is === 'blocked' || phase.is === 'failed') ? { waits: phase.is } : {};
  return new RpcError(CODES.notRunning, 'service not running', { name, ...waits });
}
