import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { toolEnv } from '../../system.ts';
import { GUARDIAN_SCRIPT } from './guardian-script.ts';
import { MARKER } from './marker.ts';

/**
 * A tiny process that outlives this one. It waits at the end of a pipe that closes when this process dies, however it
 * dies, and then ends what was left behind.
 */
export interface Guardian {
  /** A group to end. */
  add(pgid: number): void;
  /** A group that has ended: its number may soon belong to somebody else. */
  remove(pgid: number): void;
  /** Lets the guardian go, without ending anything. */
  quit(): void;
}

/**
 * Starts the guardian of a session, at the next turn of the loop: it takes a fork, for which the services that are
 * being started now need not wait. Services do without it if they must: then `failed` gets a message, once.
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
  let early = `${MARKER}=${project}/${session}/\n`;
  let pipe: Writable | null = null;
  let over = false;

  function tell(line: string): void {
    if (over) return;
    if (pipe === null) early += `${line}\n`;
    else pipe.write(`${line}\n`);
  }

  function fail(reason: string): void {
    if (!over) failed(`should zdev be killed, services may be left running: its guardian process ${reason}`);
    over = true;
  }

  setImmediate(() => {
    if (over) return;
    try {
      pipe = launch(fail);
      pipe.write(early);
    } catch (error) {
      fail(`did not start: ${(error as Error).message}`);
    }
  });

  return {
    add: (pgid) => tell(`+ ${pgid}`),
    remove: (pgid) => tell(`- ${pgid}`),
    quit() {
      tell('quit');
      over = true;
      pipe?.end();
    },
  };
}

/** Returns the pipe to it. Nothing of it keeps this process alive. */
function launch(fail: (reason: string) => void): Writable {
  const child = spawn('/bin/sh', ['-c', GUARDIAN_SCRIPT, 'zdev-guardian'], {
    cwd: '/',
    detached: true,
    // Not the environment of the services: the guardian must not find itself by their marker.
    env: toolEnv(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', (error) => fail(`did not start: ${error.message}`));
  child.on('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
  child.stdin.on('error', (error) => fail(`does not listen: ${error.message}`));
  child.unref();
  (child.stdin as { unref?(): void }).unref?.();
  return child.stdin;
}
