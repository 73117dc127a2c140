import { type Diagnosis, NO_DIAGNOSIS } from '../core/diagnosis.ts';
import type { Effect } from '../core/effect.ts';
import type { Event, TimerKind } from '../core/event.ts';
import type { ProbeError } from '../core/observation.ts';
import type { PortHolder } from '../core/port-holder.ts';
import { DEFAULT_HEALTH, hasOpenStdin, type ProcessSpec, portOf, portsOf } from '../core/service.ts';
import type { PortInspector, Ports, ProbeOutcome, ProcessEvents, ProcessHandle } from './ports.ts';

/** What the interpreter needs besides the ports. */
interface Context {
  readonly ports: Ports;
  /** The current spec of a service; undefined for an unknown name or a target. */
  readonly specOf: (name: string) => ProcessSpec | undefined;
  readonly post: (event: Event) => void;
  readonly finish: () => void;
}

/** Runs effects, and knows the processes that it has started. */
export interface Interpreter {
  /** Runs one effect. Its results are posted as events. */
  perform(effect: Effect): void;
  /** The process of a run whose tree is not gone yet. */
  handleOf(name: string, run: number): ProcessHandle | undefined;
}

/** A run that gets no processor time has this much longer to become ready, up to `MAX_HELD_UP` times. */
const HELD_UP_MS = 25;
const MAX_HELD_UP = 40;

/** The one switch that turns effects into calls on adapters. */
export function createInterpreter(context: Context): Interpreter {
  const handles = new Map<string, ProcessHandle>();
  const timers = new Map<string, () => void>();
  const probes = new Map<string, AbortController>();
  const mendings = new Map<string, AbortController>();

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'spawn':
        return spawn(context, handles, effect);
      case 'adopt':
        return adopt(context, handles, effect);
      case 'signal':
        return handles.get(runKey(effect.name, effect.run))?.signal(effect.signal, { bare: effect.bare === true });
      case 'drain':
        return drain(context, effect);
      case 'run-stop-command':
        return runStopCommand(context, handles, effect);
      case 'probe':
        return probe(context, { probes, handles }, effect);
      case 'cancel-probe':
        probes.get(effect.name)?.abort();
        probes.delete(effect.name);
        return;
      case 'diagnose':
        return diagnose(context, effect);
      case 'await-mending': {
        const { name, run, paths } = effect;
        mendings.get(name)?.abort();
        const abort = new AbortController();
        mendings.set(name, abort);
        const mended = () => context.post({ type: 'mended', name, run });
        return context.ports.awaitMending({ name, run, paths, signal: abort.signal, mended });
      }
      case 'cancel-mending':
        mendings.get(effect.name)?.abort();
        mendings.delete(effect.name);
        return;
      case 'check-port':
        return checkPort(context, effect);
      case 'arm': {
        const { name, timer, run } = effect;
        disarm(timers, name, timer);
        let looks = 0;
        const fire = () => {
          timers.delete(timerKey(name, timer));
          const isHeldUp = timer === 'ready' && handles.get(runKey(name, run))?.isHeldUp?.() === true;
          if (isHeldUp && looks++ < MAX_HELD_UP) return wait(context.ports.clock.nowMs() + HELD_UP_MS);
          context.post({ type: 'timer-fired', name, timer, run });
        };
        const wait = (atMs: number) => void timers.set(timerKey(name, timer), context.ports.clock.at(atMs, fire));
        return wait(effect.atMs);
      }
      case 'disarm':
        return disarm(timers, effect.name, effect.timer);
      case 'finish':
        return context.finish();
      default:
        effect satisfies never;
    }
  };
  return { perform, handleOf: (name, run) => handles.get(runKey(name, run)) };
}

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

function spawn(context: Context, handles: Map<string, ProcessHandle>, effect: Of<'spawn'>): void {
  const { name, run, purpose } = effect;
  const spec = context.specOf(name);
  if (!spec) return;
  const { ports, post } = context;
  const key = runKey(name, run);
  const command = purpose === 'build' ? (spec.build ?? 'true') : spec.exec;
  const tty = purpose === 'exec' && ports.wantsTty(spec);
  const handle = ports.processes.spawn(
    {
      spec,
      run,
      purpose,
      command,
      tty,
      ...(tty && ports.terminalSize ? { size: ports.terminalSize(name) } : {}),
      ...(purpose === 'exec' && hasOpenStdin(spec) ? { stdin: 'open' } : {}),
    },
    ports.output({ name, run, purpose }, tty),
    {
      spawned: (pid, news) => post({ type: 'spawned', name, run, pid, ...news }),
      spawnFailed: (message) => {
        handles.delete(key);
        post({ type: 'spawn-failed', name, run, message });
      },
      ...endOf(context, handles, { name, run }),
    },
  );
  handles.set(key, handle);
}

function adopt(context: Context, handles: Map<string, ProcessHandle>, effect: Of<'adopt'>): void {
  const { name, run, identity } = effect;
  const spec = context.specOf(name);
  if (!spec) return;
  const { ports } = context;
  const output = ports.output({ name, run, purpose: 'exec' }, ports.wantsTty(spec));
  const handle = ports.processes.adopt({ spec, run, identity }, output, endOf(context, handles, { name, run }));
  handles.set(runKey(name, run), handle);
}

function endOf(
  { post }: Context,
  handles: Map<string, ProcessHandle>,
  { name, run }: { name: string; run: number },
): Pick<ProcessEvents, 'exited' | 'suspended' | 'treeGone'> {
  return {
    exited: (code, signal, left) => post({ type: 'exited', name, run, code, signal, ...(left && { left }) }),
    suspended: (suspended) => post({ type: 'suspended', name, run, suspended }),
    treeGone: () => {
      handles.delete(runKey(name, run));
      post({ type: 'tree-gone', name, run });
    },
  };
}

function probe(
  context: Context,
  { probes, handles }: { probes: Map<string, AbortController>; handles: ReadonlyMap<string, ProcessHandle> },
  effect: Of<'probe'>,
): void {
  const { name, run, attempt } = effect;
  const { ports, post } = context;
  const spec = context.specOf(name);
  if (!spec?.health) return;
  const abort = new AbortController();
  probes.set(name, abort);
  const settle = ({ ok, error, answered, doubt = null }: ProbeOutcome) => {
    if (abort.signal.aborted) return;
    if (probes.get(name) === abort) probes.delete(name);
    post({ type: 'probed', name, run, attempt, ok, answered, error, doubt });
  };
  if (spec.health.type === 'log') {
    const matched = () => settle({ ok: true, error: null, answered: true });
    const noted = (error: ProbeError) => post({ type: 'probe-noted', name, run, attempt, error });
    ports.awaitLine({ name, run, pattern: spec.health.target, signal: abort.signal, matched, noted });
    return;
  }
  const { dir, env, health, container } = spec;
  const port = portOf(spec);
  const pid = handles.get(runKey(name, run))?.pid ?? null;
  ports
    .probe({ health, dir, env, ...(container && { container }), signal: abort.signal, of: { name, run, pid, port } })
    .then(settle, (error: unknown) => {
      const text = `probe: ${error instanceof Error ? error.message : String(error)}`;
      settle({ ok: false, error: { type: 'message', text }, answered: false });
    });
}

/** Like a check of type exec: in the directory and environment of the service, within the time limit of a stop. */
function runStopCommand(
  { ports, post, specOf }: Context,
  handles: ReadonlyMap<string, ProcessHandle>,
  { name, run }: Of<'run-stop-command'>,
): void {
  const spec = specOf(name);
  const tell = (ok: boolean) => post({ type: 'stop-command-ended', name, run, ok });
  const keys = spec?.lifecycle.stopKeys;
  const isTyped = keys !== undefined && ports.typeKeys({ name, run }, keys);
  if (spec?.lifecycle.stopCommand === undefined) return tell(isTyped);
  const { dir, env, lifecycle } = spec;
  const health = { ...DEFAULT_HEALTH, type: 'exec', target: spec.lifecycle.stopCommand } as const;
  const pid = handles.get(runKey(name, run))?.pid ?? null;
  ports
    .probe({
      health: { ...health, timeoutMs: lifecycle.stopTimeoutMs },
      dir,
      env: { ...env, ...(pid === null ? {} : { ZDEV_PID: String(pid) }) },
      signal: new AbortController().signal,
      of: { name, run, pid, port: portOf(spec) },
    })
    .then(
      ({ ok }) => tell(ok),
      () => tell(false),
    );
}

/** If the front cannot answer, the stop must go on. */
function drain({ ports, post }: Context, { name, run }: Of<'drain'>): void {
  const tell = () => post({ type: 'drained', name, run });
  (ports.drain?.(name) ?? Promise.resolve()).then(tell, tell);
}

function diagnose({ ports, post, specOf }: Context, { name, run, purpose, end, said }: Of<'diagnose'>): void {
  const tell = (diagnosis: Diagnosis) => post({ type: 'diagnosed', name, run, diagnosis });
  const spec = specOf(name);
  if (spec === undefined) tell(NO_DIAGNOSIS);
  else ports.diagnose({ spec, run, purpose, end, said }).then(tell, () => tell(NO_DIAGNOSIS));
}

function checkPort({ ports, post, specOf }: Context, { name, run, port }: Of<'check-port'>): void {
  const spec = specOf(name);
  const tell = (held: HeldPort | null) =>
    post({ type: 'port-checked', name, run, port: held?.port ?? port, holder: held?.holder ?? null });
  firstHeld(spec === undefined ? [port] : portsOf(spec), ports.inspectPort).then(
    tell,
    // If the check fails, the start must go on: the service itself will report a taken port.
    () => tell(null),
  );
}

interface HeldPort {
  readonly port: number;
  readonly holder: PortHolder;
}

async function firstHeld(ports: readonly number[], inspect: PortInspector): Promise<HeldPort | null> {
  for (const port of ports) {
    const holder = await inspect(port);
    if (holder !== null) return { port, holder };
  }
  return null;
}

function disarm(timers: Map<string, () => void>, name: string, timer: TimerKind): void {
  const key = timerKey(name, timer);
  timers.get(key)?.();
  timers.delete(key);
}

const runKey = (name: string, run: number) => `${name}/${run}`;
const timerKey = (name: string, timer: TimerKind) => `${name}/${timer}`;
