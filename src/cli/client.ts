import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { connect, type RpcClient } from '../rpc/client.ts';
import { findSocket } from '../rpc/socket-path.ts';
import type { Caller } from './caller.ts';
import type { OptionValues } from './options.ts';
import { fail } from './print/error.ts';
import { explainRpcError, isConnectionLost } from './print/rpc-error.ts';
import { UsageError } from './project.ts';

/** The project that a command is about, and the way to its supervisor; null when none runs. */
export interface Place {
  readonly dir: string;
  readonly stateDir: string;
  readonly client: RpcClient | null;
  /** Something is there that cannot be talked to. */
  readonly problem?: string;
}

/** A project whose supervisor runs. */
export type Running = Place & { readonly client: RpcClient };

/**
 * Runs a command against the supervisor of the project, on one connection. What goes wrong in between is explained.
 * Gives the exit status.
 */
export async function withClient(
  values: OptionValues,
  caller: Caller,
  use: (running: Running) => Promise<number>,
): Promise<number> {
  return useClient(await findProject(values, caller), caller, use);
}

/** The same, for a project that was found already. */
export async function useClient(
  place: Place,
  caller: Caller,
  use: (running: Running) => Promise<number>,
): Promise<number> {
  const { client } = place;
  if (!client) {
    if (place.problem) return fail(caller, `cannot talk to zdev in ${place.dir}: ${place.problem}`);
    return fail(caller, `zdev does not run in ${place.dir}`, 'start it with: zdev up -d');
  }
  try {
    return await use({ ...place, client });
  } catch (error) {
    if (isConnectionLost(error)) return fail(caller, `zdev in ${place.dir} has ended`);
    const status = await explainRpcError(error, caller);
    if (status === null) throw error;
    return status;
  } finally {
    client.close();
  }
}

/**
 * The project that `up` would find, without reading its config: that of the file, or the nearest directory from the
 * current one upwards in which zdev runs or a config is. A project that does not run hides those above it: what is asked
 * for one must never happen to another.
 */
export async function findProject(values: OptionValues, caller: Caller): Promise<Place> {
  const [file] = [values['file'] ?? []].flat();
  if (typeof file === 'string') return open(directoryOf(resolve(caller.cwd, file), file));
  let known: string | null = null;
  for (let dir = caller.cwd; ; dir = dirname(dir)) {
    const has = (name: string) => existsSync(join(dir, name));
    if (has('.zdev')) {
      const place = await open(dir);
      if (place.client || place.problem) return place;
      known ??= dir;
    }
    if (CONFIGS.some(has)) return open(dir);
    if (dir === dirname(dir)) return open(known ?? caller.cwd);
  }
}

const CONFIGS = ['zinit.toml', 'Procfile.dev', 'Procfile'];

function directoryOf(path: string, given: string): string {
  try {
    return realpathSync(statSync(path).isDirectory() ? path : dirname(path));
  } catch {
    throw new UsageError(`${given} does not exist`);
  }
}

async function open(dir: string): Promise<Place> {
  const stateDir = join(dir, '.zdev');
  if (!existsSync(stateDir)) return { dir, stateDir, client: null };
  try {
    return { dir, stateDir, client: await connect(findSocket(stateDir)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const nobody = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(code ?? '');
    return { dir, stateDir, client: null, ...(nobody ? {} : { problem: message }) };
  }
}
