/** The error codes of the protocol: those of JSON-RPC, those of zinit, and zdev's own from -32020 on. */
export const CODES = {
  /** Not JSON, or not a request. zinit has this one code for both. */
  malformed: -32700,
  /** A batch that is empty or too long, or a request that is too large. */
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  notFound: -32000,
  notRunning: -32003,
  exists: -32010,
  validation: -32011,
  missingDependency: -32012,
  writeFailed: -32014,
  noTerminal: -32020,
  shuttingDown: -32021,
} as const;

/** The meaning of the codes, for the reference. */
export const CODE_TEXTS: Readonly<Record<keyof typeof CODES, string>> = {
  malformed: 'not JSON, or not a request; the answer has `id: 0`',
  invalidRequest: 'a batch that is empty or too long, or a request over 8 MB',
  unknownMethod: 'no such method',
  invalidParams: 'a parameter is missing, has the wrong type, or makes no sense',
  internal: 'the request was refused or failed; the message says why',
  notFound: 'no such service, proxy or terminal; `data.hint` may have the nearest name',
  notRunning: 'the service has no process; `data.waits` is `blocked` or `failed` if it waits and will start by itself',
  exists: 'a service of this name already exists',
  validation: 'the config of the service has errors, all of them in `data.errors`',
  missingDependency: 'the config names a service that does not exist',
  writeFailed: 'the config could not be written',
  noTerminal: 'the service runs without a terminal',
  shuttingDown: 'the supervisor is being stopped and starts nothing more',
};

/** An error of the protocol. Handlers throw it, and the client throws it if the answer is an error. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}
