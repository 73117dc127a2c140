import { configMethods } from './methods/config.ts';
import { eventMethods, NOTIFICATIONS } from './methods/events.ts';
import { logMethods } from './methods/logs.ts';
import { serviceMethods } from './methods/service.ts';
import { systemMethods } from './methods/system.ts';
import { xinetMethods } from './methods/xinet.ts';
import type { Fields, Filled, Infer, Sent, Shape } from './shape.ts';

/** A method of the protocol: its parameters, its answer, and what it does. */
export interface MethodSpec {
  readonly summary: string;
  readonly params: Fields;
  readonly result: Shape;
  /** zinit's error text for a missing parameter, with `{}` for its name, if it is not the usual one. */
  readonly missing?: string;
}

/**
 * THE table of methods: all 41 of zinit 0.3, and zdev's own. Validation, the types of handlers and client, the OpenRPC
 * document and the reference come from it. A new method does not compile until it has a handler.
 */
export const METHODS = {
  ...systemMethods,
  ...serviceMethods,
  ...configMethods,
  ...logMethods,
  ...eventMethods,
  ...xinetMethods,
} satisfies Readonly<Record<string, MethodSpec>>;

export { NOTIFICATIONS };

type Methods = typeof METHODS;
export type MethodName = keyof Methods;
/** What a caller passes. */
export type ParamsOf<M extends MethodName> = Sent<Methods[M]['params']>;
/** What the handler gets: checked, with defaults. */
export type FilledParamsOf<M extends MethodName> = Filled<Methods[M]['params']>;
export type ResultOf<M extends MethodName> = Infer<Methods[M]['result']>;

export type NotificationName = keyof typeof NOTIFICATIONS;
export type NotificationOf<N extends NotificationName> = Sent<(typeof NOTIFICATIONS)[N]['params']>;

/** The spec of a method by a name from outside, or undefined. */
export function methodSpec(name: string): MethodSpec | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name as MethodName] : undefined;
}
