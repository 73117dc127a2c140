import { isUtf8 } from 'node:buffer';
import { CODES, RpcError } from './errors.ts';

/** The client's id for its call. Undefined: it wants no answer. */
export type Id = number | string | undefined;

export interface Request {
  readonly id: Id;
  readonly method: string;
  readonly params: unknown;
}

/** One line from a client: a request or several at once, or the error in it. */
export type Parsed =
  | { readonly kind: 'one'; readonly request: Request | RpcError }
  | { readonly kind: 'batch'; readonly requests: readonly (Request | RpcError)[] };

/** More than any client needs. Without a limit, 8 MB of `[0,0,…` would cause 300 MB of answers. */
const MAX_BATCH = 1000;

/** Parses a line. Never throws. */
export function parseLine(line: Buffer | string): Parsed {
  if (typeof line !== 'string' && !isUtf8(line)) return malformed('invalid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch (error) {
    return malformed((error as Error).message);
  }
  if (!Array.isArray(value)) return { kind: 'one', request: parseRequest(value) };
  if (value.length === 0 || value.length > MAX_BATCH) {
    const problem = value.length === 0 ? 'an empty batch' : `a batch of more than ${MAX_BATCH} requests`;
    return { kind: 'one', request: new RpcError(CODES.invalidRequest, problem) };
  }
  return { kind: 'batch', requests: value.map(parseRequest) };
}

function parseRequest(value: unknown): Request | RpcError {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('a request is an object');
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (typeof jsonrpc !== 'string') return bad('missing field `jsonrpc`');
  if (id !== undefined && !isId(id)) return bad('`id` must be an integer or a string');
  if (typeof method !== 'string') return bad('missing field `method`');
  return { id, method, params };
}

/**
 * The text of an answer. If a request could not be read, its id is 0, as in zinit, because zinit's client rejects null.
 */
export function answerText(id: NonNullable<Id>, outcome: { readonly result: unknown } | RpcError): string {
  if (!(outcome instanceof RpcError)) return JSON.stringify({ jsonrpc: '2.0', id, result: outcome.result });
  const { code, message, data } = outcome;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
}

function isId(id: unknown): id is number | string {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function malformed(message: string): Parsed {
  return { kind: 'one', request: bad(message) };
}

function bad(message: string): RpcError {
  return new RpcError(CODES.malformed, message);
}
