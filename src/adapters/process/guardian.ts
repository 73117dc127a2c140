import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { toolEnv } from '../../system.ts';
import { GUARDIAN_SCRIPT } from './guardian-script.ts';
import { MARKER } from './marker.ts';
import { errorOf } from './spawn.ts';
import { describeSpawnError } from './spawn-error.ts';

/**
 * A tiny process that outlives this one. It waits at the end of a pipe that closes when this process dies, however it
 * dies, and then ends what was left behind.
 */
export interface Guardian {
  /** Settles when it is known whether it was started: with null, or with the reason why not, which nobody else is told. */
  readonly started: Promise<string | null>;
  /** A group to end. */
  add(pgid: number): void;
  /** A group that has ended: its number may soon belong to somebody else. */
  remove(pgid: number): void;
  /** Lets the guardian go, without ending anything. */
  quit(): void;
}

/**
 * Starts the guardian of a session. To be called before the first service is spawned: should this process end before
 * the guardian runs (no descriptor is left, no process), the service would be left. `failed` gets a message, once, when
 * it goes away later.
 */
export function startGuardian({
  project,
  session,
  failed,
}: {
  project: string;
  session: string;
  failed: (message: string) => void;
}): Guardian {
  let over = false;

  function fail(reason: string): void {
    if (!over) failed(`should zdev be killed, services may be left running: its guardian process ${reason}`);
    over = true;
  }

  const { pipe, started } = launch(fail);
  pipe?.write(`${MARKER}=${project}/${session}/\n`);

  function tell(line: string): void {
    if (!over) pipe?.write(`${line}\n`);
  }

  return {
    started,
    add: (pgid) => tell(`+ ${pgid}`),
    remove: (pgid) => tell(`- ${pgid}`),
    quit() {
      tell('quit');
      over = true;
      pipe?.end();
    },
  };
}

/** Gives the pipe to it. Nothing of it keeps this process alive. */
function launch(fail: (reason: string) => void): { pipe: Writable | null } & Pick<Guardian, 'started'> {
  try {
    const child = start();
    if (child.pid === undefined) return { pipe: null, started: errorOf(child).then(reasonOf) };
    child.on('error', (error) => fail(`cannot be talked to: ${error.message}`));
    child.on('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    child.stdin.on('error', (error) => fail(`does not listen: ${error.message}`));
    child.unref();
    (child.stdin as { unref?(): void }).unref?.();
    return { pipe: child.stdin, started: Promise.resolve(null) };
  } catch (error) {
    return { pipe: null, started: Promise.resolve(reasonOf(error)) };
  }
}

function reasonOf(error: unknown): string {
  return describeSpawnError(error, '/');
}

function start() {
  return spawn('/bin/sh', ['-c', GUARDIAN_SCRIPT, 'zdev-guardian'], {
    cwd: '/',
    detached: true,
    // Not the environment of the services: the guardian must not find itself by their marker.
    env: toolEnv(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}
