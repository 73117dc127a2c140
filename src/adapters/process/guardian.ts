import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { monotonicMs } from '../../monotonic.ts';
import { toolEnv } from '../../system.ts';
import { guardianScript } from './guardian-script.ts';
import { MARKER } from './marker.ts';
import { errorOf } from './spawn.ts';
import { describeSpawnError } from './spawn-error.ts';

/**
 * A tiny process that outlives this one. It waits at the end of a pipe that closes when this process dies, however it
 * dies, and then ends what was left behind. Should it be killed itself, another one takes its place.
 */
export interface Guardian {
  /** Settles when it is known whether it was started: with null, or with the reason why not, which nobody else is told. */
  readonly started: Promise<string | null>;
  /** A group to end. */
  add(pgid: number): void;
  /** A group that has ended: its number may soon belong to somebody else. */
  remove(pgid: number): void;
  /** Containers of this engine, by the command that calls it, may be left behind, too. */
  uses(engine: string): void;
  /** Lets the guardian go, without ending anything. */
  quit(): void;
}

/** A guardian that dies younger than this was not killed by chance. */
const YOUNG_MS = 10_000;
/** So many that die young, one after the other: something on this machine does not want them. */
const MAX_YOUNG = 3;

/** So many groups may it not know of, for no longer than a turn of the loop; by their marker it finds them all the same. */
const MOST_UNTOLD = 16;

/**
 * Starts the guardian of a session. To be called before the first service is spawned: should this process end before
 * the guardian runs (no descriptor is left, no process), the service would be left. `failed` gets a message, once, when
 * it goes away later and cannot be replaced.
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
  const groups = new Set<number>();
  const engines = new Set<string>();
  let pipe: Writable | null = null;
  let over = false;
  const untold: string[] = [];
  let young = 0;

  function start(): Promise<string | null> {
    const startedMs = monotonicMs();
    const { child, started } = launch();
    if (child === null) return started;
    pipe = child.stdin;
    child.on('error', (error) => fail(`does not answer: ${error.message}`));
    child.on('exit', (code, signal) => {
      young = monotonicMs() - startedMs < YOUNG_MS ? young + 1 : 0;
      if (young < MAX_YOUNG) void replace();
      else fail(`ended with ${signal ?? code}`);
    });
    pipe.on('error', () => {}); // 'exit' follows
    const known = [...[...groups].map((pgid) => `+ ${pgid}\n`), ...[...engines].map((engine) => `@ ${engine}\n`)];
    pipe.write(`${MARKER}=${project}/${session}/\n${known.join('')}`);
    return started;
  }

  async function replace(): Promise<void> {
    if (over) return;
    const reason = await start();
    if (reason !== null) fail(`ended, and no other one can start: ${reason}`);
  }

  function fail(reason: string): void {
    if (!over) failed(`if zdev is killed, services may keep running: its guardian process ${reason}`);
    over = true;
  }

  /** The guardian reads byte by byte: what many services have to say at once is one write. */
  function tell(line: string): void {
    untold.push(line);
    if (untold.length === 1) setImmediate(flush);
    if (untold.length >= MOST_UNTOLD) flush();
  }

  function flush(): void {
    const lines = untold.splice(0);
    if (!over && lines.length > 0) pipe?.write(`${lines.join('\n')}\n`);
  }

  return {
    started: start(),
    add(pgid) {
      groups.add(pgid);
      tell(`+ ${pgid}`);
    },
    remove(pgid) {
      groups.delete(pgid);
      tell(`- ${pgid}`);
    },
    uses(engine) {
      if (engines.has(engine)) return;
      engines.add(engine);
      tell(`@ ${engine}`);
    },
    quit() {
      tell('quit');
      flush();
      over = true;
      pipe?.end();
    },
  };
}

interface Launched extends Pick<Guardian, 'started'> {
  /** Nothing of it keeps this process alive. Null when it could not be started. */
  readonly child: ChildProcessByStdio<Writable, null, null> | null;
}

function launch(): Launched {
  try {
    const child = spawn('/bin/sh', ['-c', guardianScript(), 'zdev-guardian'], {
      cwd: '/',
      detached: true,
      // Not the environment of the services: the guardian must not find itself by their marker.
      env: { ...engineEnv(), ...toolEnv() },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    if (child.pid === undefined) return { child: null, started: errorOf(child).then(reasonOf) };
    child.unref();
    (child.stdin as { unref?(): void }).unref?.();
    return { child, started: Promise.resolve(null) };
  } catch (error) {
    return { child: null, started: Promise.resolve(reasonOf(error)) };
  }
}

/** By which the programs that run containers find theirs. */
function engineEnv(): Record<string, string | undefined> {
  const names = Object.keys(process.env).filter((name) => ENGINE_VARIABLE.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

const ENGINE_VARIABLE = /^(?:HOME|USER|TMPDIR|XDG_.*|DOCKER_.*|CONTAINER.*|PODMAN_.*|NERDCTL_.*|STORAGE_.*)$/;

function reasonOf(error: unknown): string {
  return describeSpawnError(error, '/');
}
