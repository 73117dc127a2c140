/**
 * A tiny way to describe JSON values once: a shape is a JSON Schema that also carries its TypeScript type. The same
 * shape checks the parameters of a call, types handlers and client, and goes into the OpenRPC document.
 */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  /** Listed under this name in the OpenRPC document. */
  readonly [NAME]?: string;
  readonly [OPTIONAL]?: boolean;
}

export const NAME = Symbol('name');
export const OPTIONAL = Symbol('optional');
declare const TYPE: unique symbol;
declare const PRESENCE: unique symbol;

export type Shape<T = unknown> = JsonSchema & { readonly [TYPE]?: T };
type Optional<P extends 'absent' | 'filled'> = { readonly [PRESENCE]?: P };
export type Fields = Readonly<Record<string, Shape>>;

export type Infer<S> = S extends { readonly [TYPE]?: infer T } ? T : never;
type PresenceOf<S> = S extends { readonly [PRESENCE]?: infer P } ? (unknown extends P ? 'always' : P) : 'always';
type KeysWith<F, P> = { [K in keyof F]: PresenceOf<F[K]> extends P ? K : never }[keyof F];
type Build<F, Required, Maybe> = { readonly [K in KeysWith<F, Required>]: Infer<F[K]> } & {
  readonly [K in KeysWith<F, Maybe>]?: Infer<F[K]>;
};
/** What is sent: everything with a default is optional. */
export type Sent<F> = Build<F, 'always', 'absent' | 'filled'>;
/** What a handler gets: with defaults filled in. */
export type Filled<F> = Build<F, 'always' | 'filled', 'absent'>;

export const text = (description?: string): Shape<string> => ({ type: 'string', ...about(description) });
export const integer = (description?: string): Shape<number> => ({ type: 'integer', ...about(description) });
export const count = (description?: string): Shape<number> => ({ ...integer(description), minimum: 0 });
export const number = (description?: string): Shape<number> => ({ type: 'number', ...about(description) });
export const bool = (description?: string): Shape<boolean> => ({ type: 'boolean', ...about(description) });
/** An object whose fields are checked elsewhere. */
export const anyObject = (description?: string): Shape<Readonly<Record<string, unknown>>> => ({
  type: 'object',
  ...about(description),
});
export const always = <const T extends string | boolean>(value: T): Shape<T> => ({ const: value });
export const oneOf = <const T extends readonly string[]>(values: T, description?: string): Shape<T[number]> => ({
  type: 'string',
  enum: values,
  ...about(description),
});
export const list = <S extends Shape>(items: S, description?: string): Shape<readonly Infer<S>[]> => ({
  type: 'array',
  items,
  ...about(description),
});
export const object = <F extends Fields>(properties: F, description?: string): Shape<Sent<F>> => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !properties[key]?.[OPTIONAL]),
  ...about(description),
});
export const either = <A extends Shape, B extends Shape>(
  a: A,
  b: B,
  description?: string,
): Shape<Infer<A> | Infer<B>> => ({
  anyOf: [a, b],
  ...about(description),
});
export const nullable = <S extends Shape>(shape: S): Shape<Infer<S> | null> => {
  const { description, ...rest } = shape as JsonSchema;
  return { anyOf: [rest, { type: 'null' }], ...about(description) };
};
/** Optional. */
export const optional = <S extends Shape>(shape: S): S & Optional<'absent'> => ({ ...shape, [OPTIONAL]: true });
/** Optional, with the default `value`. */
export const fallback = <S extends Shape>(shape: S, value: Infer<S>): S & Optional<'filled'> => ({
  ...shape,
  default: value,
  [OPTIONAL]: true,
});
/** Has its own name in the OpenRPC document. */
export const named = <S extends Shape>(name: string, shape: S): S => ({ ...shape, [NAME]: name });

function about(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
}
