import type { ContainerSpec } from '../../core/container.ts';
import type { RunIdentity } from '../../core/restored.ts';
import type { ContainerEngine, ContainerEngines } from '../../runtime/container-ports.ts';
import type { OutputSink, ProcessEvents, ProcessHandle } from '../../runtime/ports.ts';
import { type ContainerLife, followContainer } from './container-life.ts';
import { sendSignal } from './group.ts';
import type { Launched, LaunchRequest } from './launch.ts';

/** The options of a run in a container. */
export interface ContainerRunOptions {
  readonly container: ContainerSpec;
  readonly engines: ContainerEngines;
  /** Other supervisors find the container by these labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** The id of the supervisor. */
  readonly session: string;
  readonly tty: boolean;
  readonly sink: OutputSink;
  readonly events: ProcessEvents;
  /** Starts the client that passes on its output. Rejects with a message for the user. */
  readonly launch: (client: Pick<LaunchRequest, 'command' | 'sink' | 'exited'>) => Promise<Launched>;
  /** Called when the run exists, and when it is gone. */
  readonly began: (client: Launched, engine: ContainerEngine) => void;
  /** Called before a container is created with this engine. */
  readonly using: (engine: ContainerEngine) => void;
  readonly ended: (pid: number) => Promise<void>;
  readonly onNotice: (message: string) => void;
}

/** Why a run was not started if its stop came too early. */
export const STOPPED = 'it was stopped before it had started';

/**
 * Leads one run in a container: creates it, starts it with a client that passes on its output, signals it through its
 * engine, and removes it at the end. It counts as started when its engine says that its command runs.
 */
export function startContainer(options: ContainerRunOptions): ProcessHandle {
  const { container, engines, events, session } = options;
  const { sink, lastLine } = keepingLastLine(options.sink);
  const { name } = container;
  const waiting = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    waiting.signal.addEventListener('abort', () => resolve(null));
  });
  let client: Launched | null = null;
  let life: ContainerLife | null = null;
  let identity: RunIdentity | undefined;

  async function begin(): Promise<void> {
    const found = await Promise.race([engines.find(container.engines, say), aborted]);
    if (found === null) return fail(STOPPED);
    if (!found.ok) {
      if (found.missing)
        say(
          `no container engine: ${container.engines.join(', ')} is not on the PATH; to run it on this machine: ${container.here}`,
        );
      return fail(found.message);
    }
    const { engine } = found;
    const { labels, env, tty } = options;
    options.using(engine);
    const made = await engine.create({ container, labels, env, tty, signal: waiting.signal });
    if (waiting.signal.aborted) {
      await engine.remove(name);
      return fail(STOPPED);
    }
    if (!made.ok) {
      write(made.output);
      return fail(made.message);
    }
    const { stopSignal } = made;
    let exited: LaunchRequest['exited'] = () => {};
    const command = engine.attachLine(name, tty);
    client = await options.launch({ command, sink, exited: (...exit) => exited(...exit) });
    const started = client;
    const followed = followContainer({
      ...{ engine, name, stopSignal, runs: false, onNotice: options.onNotice },
      endClient: () => sendSignal(-started.pid, 'SIGKILL'),
    });
    life = followed;
    options.began(started, engine);
    if (started.detached) {
      const network = container.network?.name ?? null;
      identity = { pid: started.pid, session, container: { engine: engine.command, name, stopSignal, network } };
    }
    let told = false;
    const tell = () => {
      if (!told) events.spawned(started.pid, made.health ? { health: made.health } : undefined);
      told = true;
    };
    exited = (code, signal) => {
      void followed.clientEnded({ code, signal }).then(async (end) => {
        const unstarted = told || end.unstarted === null ? null : whyUnstarted(lastLine() || end.unstarted, container);
        if (unstarted === null) {
          tell();
          events.exited(end.code, end.signal);
        }
        await followed.remove();
        await options.ended(started.pid);
        started.output.finish(() => (unstarted === null ? events.treeGone() : events.spawnFailed(unstarted)));
      });
    };
    if (await followed.running) tell();
  }

  function fail(message: string): void {
    events.spawnFailed(message);
    sink.end();
  }

  function write(text: string): void {
    if (text !== '') sink.write(Buffer.from(text.endsWith('\n') ? text : `${text}\n`));
  }

  const say = (text: string) => write(text);

  begin().catch(async (error: Error) => {
    await engines.engineOf(container.engines[0]!).remove(name);
    fail(error.message);
  });

  return {
    get pid() {
      return client?.pid ?? null;
    },
    get identity() {
      return identity;
    },
    signal(...how) {
      if (life !== null) life.signal(...how);
      else if (how[1]?.bare !== true) waiting.abort();
    },
    get isTerminal() {
      return client?.resize !== undefined;
    },
    resize: (cols, rows) => client?.resize?.(cols, rows),
    write: (data) => client?.write?.(data),
  };
}

/** A shorter text for an engine's complaint that the image lacks the command. */
function whyUnstarted(complaint: string, { image }: ContainerSpec): string {
  const [, command] =
    /exec: "?([^":]+)"?: (?:executable file not found|stat .*no such file)|executable file `([^`]+)` not found/.exec(
      complaint,
    ) ?? [];
  if (command !== undefined) return `the image ${image} has no command "${command}"`;
  return complaint.replace(/^Error(?: response from daemon)?: /, '').replace(/unable to start container \S+: /, '');
}

/** Longer lines are cut. */
const MAX_LINE = 2000;

/** A sink that remembers the last line that is not empty. */
function keepingLastLine(sink: OutputSink): { readonly sink: OutputSink; readonly lastLine: () => string } {
  let tail = '';
  return {
    sink: {
      ...sink,
      write(chunk) {
        tail = (tail + chunk.subarray(-MAX_LINE).toString('utf8')).slice(-MAX_LINE);
        return sink.write(chunk);
      },
      onDrain: (resume) => sink.onDrain(resume),
      end: () => sink.end(),
    },
    lastLine: () => tail.trimEnd().split('\n').at(-1)?.trim() ?? '',
  };
}
