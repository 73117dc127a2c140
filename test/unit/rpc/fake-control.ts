import type { Effect } from '../../../src/core/effect.ts';
import type { Event } from '../../../src/core/event.ts';
import { planReload } from '../../../src/core/reload.ts';
import type { ServiceSpec, SignalName } from '../../../src/core/service.ts';
import { initialState, type State } from '../../../src/core/state.ts';
import { step } from '../../../src/core/step.ts';
import type { Mistake } from '../../../src/present/mistake.ts';
import type {
  AddOutcome,
  Control,
  ProcessInfo,
  ProxyControl,
  ProxyStatus,
  ReloadOutcome,
  Terminal,
  Usage,
} from '../../../src/rpc/control.ts';
import { FakeLogs } from './fake-logs.ts';
import { specOfUnit } from './specs.ts';

/** What a program does once it was started. */
export type Behaviour =
  | { readonly exits: number }
  | 'never-ready'
  | 'ignores-signals'
  | 'stays-starting'
  /** By pid 77; or nobody has an answer yet. */
  | 'port-is-held'
  | 'port-is-looked-at';

/**
 * A supervisor with the real core and an imaginary world around it, in which everything happens at once: programs start,
 * end and answer probes within the call that asked for it. Timers are never due.
 */
export class FakeControl implements Control {
  readonly version = '0.3.7';
  readonly projectDir = '/project';
  readonly projectName = 'shop';
  files: readonly string[] = [];
  readonly stateDir = '/project/.zdev';
  readonly pid = 4242;
  readonly logs = new FakeLogs();
  readonly behaviours = new Map<string, Behaviour>();
  readonly events: Event[] = [];
  readonly shutdowns: { keep: boolean; force: boolean }[] = [];
  readonly processes = new Map<string, readonly ProcessInfo[]>();
  readonly terminals = new Map<string, Terminal>();
  readonly freed: number[] = [];
  changed: readonly string[] = [];
  searchPath: string | null = '/usr/bin:/bin';
  wrong: readonly Mistake[] = [];
  mistakes = (): readonly Mistake[] => this.wrong;
  named: ReadonlyMap<string, string> = new Map();
  addresses = (): ReadonlyMap<string, string> => this.named;
  changedFiles = (): readonly string[] => this.changed;
  /** What the next `reload` says. */
  reloaded: ReloadOutcome = { ok: false, errors: ['no config'] };
  /** Problems that the config finds in a unit. */
  problems: (unit: unknown) => readonly string[] = () => [];
  clockMs = 5000;
  #state: State;
  #pids = 100;
  #queue: Event[] = [];
  #working = false;
  readonly #listeners = new Set<(next: State, previous: State) => void>();

  constructor(specs: readonly ServiceSpec[], behaviours: Readonly<Record<string, Behaviour>> = {}) {
    this.#state = initialState({ specs, exitOn: 'never' });
    for (const [name, behaviour] of Object.entries(behaviours)) this.behaviours.set(name, behaviour);
  }

  /** What is wrong with the config now. */
  mistaken(mistakes: readonly Mistake[]): void {
    this.wrong = mistakes;
    for (const tell of this.#listeners) tell(this.#state, this.#state);
  }

  /** Services have these addresses from now on. */
  moved(addresses: ReadonlyMap<string, string>): void {
    this.named = addresses;
    for (const tell of this.#listeners) tell(this.#state, this.#state);
  }

  /** As `zdev up` does. */
  up(): this {
    const names = [...this.#state.services.values()].filter(({ spec }) => spec.status === 'start');
    this.send({ type: 'start-requested', names: names.map(({ spec }) => spec.name), withDependencies: true });
    return this;
  }

  state = (): State => this.#state;
  nowMs = (): number => this.clockMs;
  /** What is waited for here has come at once. */
  at = (atMs: number, fire: () => void): (() => void) => {
    queueMicrotask(() => {
      this.clockMs = Math.max(this.clockMs, atMs);
      fire();
    });
    return () => {};
  };
  wallMs = (ms: number): number => ms + 1_700_000_000_000;

  send = (event: Event): void => {
    this.events.push(event);
    this.#queue.push(event);
    if (this.#working) return;
    this.#working = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const previous = this.#state;
      const { state, effects } = step(previous, next, this.clockMs);
      this.#state = state;
      for (const effect of effects) this.#happen(effect);
      if (state !== previous) for (const listener of this.#listeners) listener(state, previous);
    }
    this.#working = false;
  };

  onChange = (callback: (next: State, previous: State) => void): (() => void) => {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  };

  get listeners(): number {
    return this.#listeners.size;
  }

  /** The program of a service ends by itself. */
  exit(name: string, code: number): void {
    const live = this.#state.services.get(name)?.live;
    if (live) this.#end(name, live.run, code, null);
  }

  readonly opened: ProxyStatus[] = [];
  proxies: ProxyControl = {
    list: async () => this.opened,
    register: async ({ name, service, listen, backend }) => {
      if (listen.includes('tcp:0.0.0.0:1')) return 'it would let others in';
      const counts = { total: 3, active: 1, waiting: 0, toBackend: 5, fromBackend: 7 };
      this.opened.push({ name, service, listen, backend, registered: true, counts });
      return null;
    },
    unregister: (name) =>
      void this.opened.splice(
        this.opened.findIndex((each) => each.name === name),
        1,
      ),
  };

  freePort = (port: number): void => void this.freed.push(port);

  reload = async (): Promise<ReloadOutcome> => this.reloaded;

  addService = async ({ config, persist, replace }: Parameters<Control['addService']>[0]): Promise<AddOutcome> => {
    const spec = specOfUnit(config);
    const { services } = this.#state;
    const refuse = (
      reason: Extract<AddOutcome, { ok: false }>['reason'],
      errors: readonly string[] = [],
    ): AddOutcome => ({
      ok: false,
      reason,
      errors,
    });
    const problems = this.problems(config);
    if (problems.length > 0) return refuse('invalid', problems);
    if (replace && !services.has(spec.name)) return refuse('not-found');
    if (!replace && services.has(spec.name)) return refuse('exists');
    const unknown = spec.requires.find((name) => !services.has(name));
    if (unknown) return refuse('missing-dependency', [`Dependency '${unknown}' not found`]);
    this.replaceSpecs((specs) => [...specs.filter(({ name }) => name !== spec.name), spec]);
    return { ok: true, spec, path: persist ? `/tmp/zinit/s2/svc/${spec.name}.toml` : null, warnings: [] };
  };

  removeService = async (name: string): Promise<void> => {
    this.replaceSpecs((specs) => specs.filter((spec) => spec.name !== name));
  };

  replaceSpecs(change: (specs: readonly ServiceSpec[]) => readonly ServiceSpec[]): void {
    const before = [...this.#state.services.values()].map(({ spec }) => spec);
    const specs = change(before);
    this.reloaded = { ok: true, plan: planReload(before, specs), warnings: [] };
    this.send({ type: 'specs-replaced', specs });
  }

  usage = async (names: readonly string[]): Promise<ReadonlyMap<string, Usage>> =>
    new Map(
      names.flatMap((name) => {
        const pid = this.#state.services.get(name)?.live?.pid;
        return pid ? [[name, { pid, memoryBytes: 21_803_008, cpuPercent: 0 }]] : [];
      }),
    );

  processTree = async (name: string): Promise<readonly ProcessInfo[]> => {
    const pid = this.#state.services.get(name)?.live?.pid;
    if (!pid) return [];
    return [{ pid, ppid: 1, command: name, state: 'S' }, ...(this.processes.get(name) ?? [])];
  };

  shutdown = (options: { keep: boolean; force: boolean }): void => void this.shutdowns.push(options);
  isOnTerminal = (name: string): boolean => this.terminals.has(name);
  readonly fitted: { columns: number; rows: number }[] = [];
  fitTerminals = (size: { columns: number; rows: number }): void => void this.fitted.push(size);
  openTerminal = (name: string): Terminal | null => this.terminals.get(name) ?? null;

  #happen(effect: Effect): void {
    if (effect.type === 'spawn') {
      const { name, run } = effect;
      const behaviour = this.behaviours.get(name);
      if (behaviour === 'stays-starting') return;
      this.#queue.push({ type: 'spawned', name, run, pid: ++this.#pids });
      if (typeof behaviour === 'object') this.#end(name, run, behaviour.exits, null);
    } else if (effect.type === 'signal') {
      if (this.behaviours.get(effect.name) === 'ignores-signals' && effect.signal !== 'SIGKILL') return;
      this.#end(effect.name, effect.run, null, effect.signal);
    } else if (effect.type === 'arm' && effect.timer === 'ready') {
      const { name, timer, run } = effect;
      this.#queue.push({ type: 'timer-fired', name, timer, run });
    } else if (effect.type === 'probe') {
      const ok = this.behaviours.get(effect.name) !== 'never-ready';
      const { name, run, attempt } = effect;
      if (ok) this.#queue.push({ type: 'probed', name, run, attempt, ok, error: null, answered: true });
    } else if (effect.type === 'check-port') {
      const behaviour = this.behaviours.get(effect.name);
      if (behaviour === 'port-is-looked-at') return;
      const holder = behaviour === 'port-is-held' ? { pid: 77, command: 'node' } : null;
      this.#queue.push({ type: 'port-checked', name: effect.name, run: effect.run, port: effect.port, holder });
    }
  }

  #end(name: string, run: number, code: number | null, signal: SignalName | null): void {
    const exited: Event = { type: 'exited', name, run, code, signal };
    if (this.#working) this.#queue.push(exited, { type: 'tree-gone', name, run });
    else {
      this.send(exited);
      this.send({ type: 'tree-gone', name, run });
    }
  }
}
