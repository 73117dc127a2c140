import type { LoadOptions } from '../config/project.ts';
import type { OptionValues } from './options.ts';

/** What the project options of a command line say. Throws a `UsageError` for a value that makes no sense. */
export function loadOptions(values: OptionValues): LoadOptions {
  const { file, env, formation, port } = values;
  return {
    cwd: process.cwd(),
    environ: process.env,
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof env === 'string' ? { envFiles: env.split(',').filter((name) => name !== '') } : {}),
    ...(typeof formation === 'string' ? { formation } : {}),
    ...(typeof port === 'string' ? { basePort: parsePort(port) } : {}),
  };
}

/** The command line is wrong: printed without a stack, exit status 2. Known by its name, since chunks have their own copies. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether an error is a `UsageError`, from whatever chunk. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError';
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port takes a number from 1 to 65535, not "${text}"`);
}
