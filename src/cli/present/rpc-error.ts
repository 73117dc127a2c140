import { CODES, type RpcError } from '../../rpc/errors.ts';
import type { CommandIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from './error.ts';

/** Prints an error that the supervisor answered, and returns the exit status; null for any other kind of error. */
export async function explainRpcError(error: unknown, io: CommandIo): Promise<number | null> {
  if (!isRpcError(error)) return null;
  const { name, hint, waits } = (error.data ?? {}) as { name?: string; hint?: string; waits?: string };
  switch (error.code) {
    case CODES.notFound:
      if (name !== undefined) return fail(io, `no service is called "${name}"`, hint, 'unknown-service');
      break;
    case CODES.notRunning:
      if (name !== undefined) {
        const is = waits === undefined ? '' : waits === 'failed' ? ': it has failed' : ': it is blocked';
        const next = waits === undefined ? `start it with: zdev start ${name}` : `zdev why ${name} says why`;
        return fail(io, `${name} is not running${is}`, next, 'service-not-running');
      }
      break;
    case CODES.noTerminal:
      return fail(io, error.message, 'set tty = true for this service in zinit.toml, then: zdev reload', 'no-terminal');
    case CODES.invalidParams:
      fail(io, error.message, undefined, 'usage');
      return EXIT.usage;
    case CODES.unknownMethod:
      return fail(
        io,
        `the zdev that runs here is another version: ${error.message}`,
        '"zdev up --replace" replaces it with yours',
        'another-version',
      );
    case CODES.shuttingDown:
      return fail(io, error.message, undefined, 'stopping');
  }
  return fail(io, error.message);
}

/** Whether the supervisor answered with this error, whatever chunk the error comes from. */
export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && error.name === 'RpcError';
}

/** Whether an error says that the supervisor is gone. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConnectionLost';
}
