import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isSuspended } from '../../adapters/os/suspended.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { runtimeDirs } from '../../files/runtime-dir.ts';
import { findSupervisor, hasTraces } from '../../host/find-supervisor.ts';
import type { Holder } from '../../host/lock/holder.ts';
import { whyNotTrusted } from '../../host/socket-paths.ts';
import { monotonicMs } from '../../monotonic.ts';
import { connect, type RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import type { CommandIo } from '../io/command-io.ts';
import { fail } from '../present/error.ts';
import { explainRpcError, isConnectionLost } from '../present/rpc-error.ts';
import { OTHER_FILES_HINT, otherFiles } from '../up/other-files.ts';
import { Silence, whileItAnswers } from './silence.ts';

/** The project that a command is about, and the connection to its supervisor; null if none runs. */
export interface FoundProject {
  readonly dir: string;
  readonly stateDir: string;
  readonly client: RpcClient | null;
  /** The living supervisor that holds the lock; null if there is none, or if it holds no lock. */
  readonly holder: Holder | null;
  /** Why zdev cannot talk to what is there. */
  readonly problem?: string;
  /** The file given with `-f`, absolute: the running project must use this file. */
  readonly asked?: string;
}

/** A project whose supervisor runs. */
export type Running = FoundProject & { readonly client: RpcClient };

/**
 * Runs a command against the supervisor of the project, on one connection. Explains errors on the way. Returns the exit
 * status.
 */
export async function withClient(
  values: OptionValues,
  io: CommandIo,
  use: (running: Running) => Promise<number>,
): Promise<number> {
  return useClient(await findProject(values, io), io, use);
}

/** The same, for a project that was already found. */
export async function useClient(
  place: FoundProject,
  io: CommandIo,
  use: (running: Running) => Promise<number>,
): Promise<number> {
  const { client } = place;
  if (!client) {
    if (place.problem)
      return fail(io, unreachable(place), place.holder ? hintOnUnreachable(place.holder) : undefined, 'unreachable');
    return fail(io, `zdev does not run in ${place.dir}`, 'start it with: zdev up -d', 'not-running-here');
  }
  warnOfVersion(place, client, io);
  try {
    const pid = place.holder?.pid ?? null;
    return await whileItAnswers(client, pid, async () => {
      const other = place.asked === undefined ? null : await otherFiles(client, [place.asked], io.cwd);
      if (other !== null) return fail(io, other, OTHER_FILES_HINT);
      return use({ ...place, client });
    });
  } catch (error) {
    if (isConnectionLost(error)) return fail(io, `zdev in ${place.dir} has ended`, undefined, 'not-running-here');
    if (error instanceof Silence) return fail(io, error.message, hintOnSilence(place.holder?.pid), 'unreachable');
    const status = await explainRpcError(error, io);
    if (status === null) throw error;
    return status;
  } finally {
    client.close();
  }
}

declare const ZDEV_VERSION: string | undefined;

/** This request is sent first, so it is answered first; nobody waits for it. */
function warnOfVersion({ dir }: FoundProject, client: RpcClient, io: CommandIo): void {
  const own = typeof ZDEV_VERSION === 'string' ? ZDEV_VERSION : undefined;
  if (own === undefined) return;
  client.call('system.ping', { client: own }).then(
    ({ version }) => {
      if (version === own) return;
      io.err(
        `zdev in ${dir} is version ${version}, this command is ${own}: "zdev up --replace" replaces it with yours\n`,
      );
    },
    () => {}, // the next request fails too, and says why
  );
}

function hintOnUnreachable({ pid }: Holder): string | undefined {
  return isSuspended(pid) ? hintOnSilence(pid) : '"zdev down" ends it all the same';
}

/** What to do about a supervisor that does not answer. */
export function hintOnSilence(pid: number | undefined): string | undefined {
  if (pid === undefined) return undefined;
  return isSuspended(pid) ? `continue it with: kill -CONT ${pid}` : `end it and its services with: kill -9 ${pid}`;
}

/**
 * The project that `up` would find, without reading its config: the project of the file, or the nearest directory, from
 * the current one upwards, in which zdev runs or a config exists. A project that does not run hides those above it,
 * because a command for one project must never affect another.
 */
export async function findProject(values: OptionValues, io: CommandIo): Promise<FoundProject> {
  const [file] = [values['file'] ?? []].flat();
  if (typeof file === 'string') {
    const path = resolve(io.cwd, file);
    const place = await connectProject(directoryOf(path, file));
    return statSync(path).isFile() ? { ...place, asked: path } : place;
  }
  let known: string | null = null;
  for (let dir = io.cwd; ; dir = dirname(dir)) {
    const has = (name: string) => existsSync(join(dir, name));
    if (hasTraces(dir)) {
      const place = await connectProject(dir);
      if (place.client || place.problem) return place;
      known ??= dir;
    }
    if (CONFIGS.some(has)) return connectProject(dir);
    if (dir === dirname(dir)) return connectProject(known ?? io.cwd);
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

/** How long a living supervisor may take to accept connections: it starts, or restores a deleted socket. */
const SOCKET_MS = 2000;
const LOOK_MS = 20;

/** The separate run that a command belongs to: that of the `zdev test` that started the command. */
function besideIn(dir: string): string | null {
  const [, beside = null, of] = /^([^:]+):(.+)$/s.exec(process.env['ZDEV_BESIDE'] ?? '') ?? [];
  return of === dir ? beside : null;
}

/** Finds the supervisor of a project directory. `dir` must be a path without links. */
export async function connectProject(dir: string, waitMs = SOCKET_MS, beside = besideIn(dir)): Promise<FoundProject> {
  const deadlineMs = monotonicMs() + waitMs;
  for (;;) {
    const { stateDir, sockets, ...found } = findSupervisor(dir, undefined, beside);
    const holder = found.holder ?? (await listenerIn(dir, stateDir, beside));
    const place = { dir, stateDir, holder, client: null };
    let problem: string | null = null;
    for (const path of sockets) {
      const outcome = await tryConnect(path);
      if (typeof outcome !== 'string' && outcome !== null) return { ...place, client: outcome };
      problem ??= outcome;
    }
    if (!holder) return problem === null ? place : { ...place, problem };
    if (monotonicMs() >= deadlineMs) return { ...place, problem: problem ?? whyNoSocket(holder) };
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
}

async function listenerIn(dir: string, stateDir: string, beside: string | null): Promise<Holder | null> {
  const { listenerOf } = await import('../../host/lock/listener.ts');
  return listenerOf({ dir, projectId: projectIdOf(dir, beside), stateDir, dirs: runtimeDirs() });
}

/** A suspended supervisor does not restore a deleted socket. */
function whyNoSocket({ pid }: Holder): string {
  return isSuspended(pid) ? 'it is suspended' : 'it has no socket';
}

/** Says that zdev cannot talk to a supervisor, and why. */
export function unreachable({ dir, holder, problem }: FoundProject): string {
  return `cannot talk to zdev in ${dir}${holder ? ` (pid ${holder.pid})` : ''}: ${problem ?? 'it has no socket'}`;
}

/** Null if nobody listens there; a text if somebody may listen, but zdev cannot talk to it. */
async function tryConnect(path: string): Promise<RpcClient | string | null> {
  const distrust = whyNotTrusted(path);
  if (distrust !== null) return distrust;
  try {
    return await connect(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR', 'EINVAL'].includes(code ?? '') ? null : message;
  }
}
