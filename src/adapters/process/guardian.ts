import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { withoutHidden } from '../../files/hidden-descriptors.ts';
import { monotonicMs } from '../../monotonic.ts';
import { toolEnv } from '../../system.ts';
import { guardianScript } from './guardian-script.ts';
import { MARKER } from './marker.ts';
import { errorOf } from './spawn.ts';
import { describeSpawnError } from './spawn-error.ts';

/**
 * A tiny process that outlives this one. It reads from a pipe that closes when this process dies for any reason, and
 * then ends everything that was left. If the guardian itself is killed, another one replaces it.
 */
export interface Guardian {
  /** Settles with null when it was started, or with the reason why not, which is reported nowhere else. */
  readonly started: Promise<string | null>;
  /** Adds a group to end. */
  add(pgid: number): void;
  /** Removes a group that has ended: its number may soon belong to another group. */
  remove(pgid: number): void;
  /** Containers of this engine may be left behind too. An engine is named by its command. */
  uses(engine: string): void;
  /** Ends the guardian without ending anything else. */
  quit(): void;
}

/** The death of a guardian that is younger than this is no accident. */
const YOUNG_MS = 10_000;
/** After this many early deaths in a row, something on this machine keeps guardians from running. */
const MAX_YOUNG = 3;

/**
 * At most this many groups may be unknown to the guardian, for at most one turn of the loop. It finds them by their
 * marker anyway.
 */
const MOST_UNTOLD = 16;

/**
 * Starts the guardian of a session. Call this before the first spawn: if this process ended before the guardian runs
 * (no descriptor left, no process left), the service would stay behind. `failed` gets one message if the guardian
 * vanishes later and cannot be replaced.
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

  /** Sends a line. The guardian reads byte by byte, so the lines of many services at once become one write. */
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
  /** The guardian's process, which does not keep this process alive. Null if it could not be started. */
  readonly child: ChildProcessByStdio<Writable, null, null> | null;
}

function launch(): Launched {
  try {
    const child = spawn('/bin/sh', ['-c', guardianScript(), 'zdev-guardian'], {
      cwd: '/',
      detached: true,
      // It does not get the environment of the services, so that it does not find itself by their marker.
      env: { ...engineEnv(), ...toolEnv() },
      stdio: withoutHidden(['pipe', 'ignore', 'ignore']),
    });
    if (child.pid === undefined) return { child: null, started: errorOf(child).then(reasonOf) };
    child.unref();
    (child.stdin as { unref?(): void }).unref?.();
    return { child, started: Promise.resolve(null) };
  } catch (error) {
    return { child: null, started: Promise.resolve(reasonOf(error)) };
  }
}

/** Variables by which container engines find their settings. */
function engineEnv(): Record<string, string | undefined> {
  const names = Object.keys(process.env).filter((name) => ENGINE_VARIABLE.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

const ENGINE_VARIABLE = /^(?:HOME|USER|TMPDIR|XDG_.*|DOCKER_.*|CONTAINER.*|PODMAN_.*|NERDCTL_.*|STORAGE_.*)$/;

function reasonOf(error: unknown): string {
  return describeSpawnError(error, '/');
}
