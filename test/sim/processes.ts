import type { Purpose } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { ProcessSpec, SignalName } from '../../src/core/service.ts';
import type { Agenda, Entry } from './agenda.ts';
import type { Random } from './random.ts';
import type { Weather } from './weather.ts';

/** A process tree as it really is, whatever zdev believes. */
export interface Tree {
  readonly spec: ProcessSpec;
  readonly run: number;
  readonly purpose: Purpose;
  readonly pid: number;
  readonly bornMs: number;
  leader: boolean;
  /** Children that outlived the leader. */
  strays: boolean;
  readonly stubborn: boolean;
  healthyFromMs: number;
  readonly sickFromMs: number;
  readonly sickForMs: number;
  /** What it will do by itself. */
  plan: Entry | null;
  /** Reports of one run come in order. */
  lastReportMs: number;
  /** What zdev has been told. */
  told: 'nothing' | 'spawned' | 'spawn-failed' | 'exited' | 'cleared';
  exit: { readonly code: number | null; readonly signal: SignalName | null } | null;
  /** When zdev was told of its exit. */
  exitToldMs: number | null;
  /** A probe of this run passed, and zdev has been told. */
  passed: boolean;
  /** When zdev first sent it a signal to end it. */
  stoppedMs: number | null;
  /** That was before zdev knew of its exit. */
  interrupted: boolean;
}

/** Whether anything of it lives. */
export function isAlive(tree: Tree): boolean {
  return tree.leader || tree.strays;
}

/** Programs that run, fail, hang, ignore signals and leave children behind. */
export class Processes {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #report: (event: Event) => void;
  readonly #trees = new Map<string, Tree[]>();
  weather: Weather;

  constructor(parts: { agenda: Agenda; random: Random; weather: Weather; report: (event: Event) => void }) {
    this.#agenda = parts.agenda;
    this.#random = parts.random;
    this.weather = parts.weather;
    this.#report = parts.report;
  }

  /** All runs of a service so far, the oldest first. */
  of(name: string): readonly Tree[] {
    return this.#trees.get(name) ?? [];
  }

  find(name: string, run: number): Tree | undefined {
    return this.of(name).find((tree) => tree.run === run);
  }

  *all(): Iterable<Tree> {
    for (const trees of this.#trees.values()) yield* trees;
  }

  spawn(spec: ProcessSpec, run: number, purpose: Purpose): void {
    const { name } = spec;
    const random = this.#random;
    const { nowMs } = this.#agenda;
    const tree: Tree = {
      spec,
      run,
      purpose,
      pid: 1000 + random.int(0, 30000),
      bornMs: nowMs,
      leader: true,
      strays: false,
      stubborn: random.chance(this.weather.stubborn),
      healthyFromMs: nowMs + (random.chance(this.weather.slow) ? random.int(500, 50_000) : random.int(0, 300)),
      sickFromMs: nowMs + (random.chance(this.weather.sick) ? random.int(300, 4000) : Number.POSITIVE_INFINITY),
      sickForMs: random.int(100, 5000),
      plan: null,
      lastReportMs: nowMs,
      told: 'nothing',
      exit: null,
      exitToldMs: null,
      passed: false,
      stoppedMs: null,
      interrupted: false,
    };
    this.#trees.set(name, [...this.of(name), tree]);
    if (random.chance(this.weather.spawnFail)) {
      tree.leader = false;
      return this.#tell(tree, { type: 'spawn-failed', name, run, message: 'no such directory' });
    }
    this.#tell(tree, { type: 'spawned', name, run, pid: tree.pid });
    this.#plan(tree);
  }

  /** To the whole tree. What gets one does not react at once. */
  signal(name: string, run: number, signal: SignalName): void {
    const tree = this.find(name, run);
    if (!tree || !isAlive(tree)) return;
    const random = this.#random;
    if (signal === 'SIGKILL') {
      if (tree.leader) this.#leaderEnds(tree, null, 'SIGKILL');
      else if (!random.chance(this.weather.forkRace)) this.#straysEnd(tree);
      return;
    }
    if (signal === 'SIGHUP' || tree.stubborn) return;
    this.#agenda.in(random.int(0, random.chance(0.2) ? 1500 : 60), () => {
      if (!tree.leader) this.#straysEnd(tree);
      else if (random.chance(0.5)) this.#leaderEnds(tree, null, signal);
      else this.#leaderEnds(tree, random.pick([0, 0, 1, 143]), null);
    });
  }

  /** From now on everything is well; what would have crashed does not. */
  heal(weather: Weather): void {
    this.weather = weather;
    const { nowMs } = this.#agenda;
    for (const tree of this.all()) {
      tree.healthyFromMs = Math.min(tree.healthyFromMs, nowMs + 100);
      if (tree.purpose === 'exec' && tree.spec.kind === 'service' && tree.plan) tree.plan.cancelled = true;
    }
  }

  #plan(tree: Tree): void {
    const random = this.#random;
    if (tree.purpose === 'exec' && tree.spec.kind === 'service') {
      if (!random.chance(this.weather.crash)) return;
      const ends = random.pick([
        () => this.#leaderEnds(tree, 0, null),
        () => this.#leaderEnds(tree, 1, null),
        () => this.#leaderEnds(tree, null, 'SIGSEGV'),
      ]);
      tree.plan = this.#agenda.in(random.chance(0.5) ? random.int(0, 100) : random.int(0, 6000), ends);
    } else {
      const code = random.chance(this.weather.fail) ? 1 : 0;
      tree.plan = this.#agenda.in(random.int(0, random.chance(0.2) ? 3000 : 400), () =>
        this.#leaderEnds(tree, code, null),
      );
    }
  }

  #leaderEnds(tree: Tree, code: number | null, signal: SignalName | null): void {
    if (!tree.leader) return;
    tree.leader = false;
    if (tree.plan) tree.plan.cancelled = true;
    tree.strays = this.#random.chance(signal === 'SIGKILL' ? this.weather.forkRace : this.weather.strays);
    tree.exit = { code, signal };
    this.#tell(tree, { type: 'exited', name: tree.spec.name, run: tree.run, code, signal });
    if (!tree.strays) this.#tell(tree, { type: 'cleared', name: tree.spec.name, run: tree.run });
  }

  #straysEnd(tree: Tree): void {
    if (!tree.strays) return;
    tree.strays = false;
    this.#tell(tree, { type: 'cleared', name: tree.spec.name, run: tree.run });
  }

  #tell(tree: Tree, event: Event & { type: Exclude<Tree['told'], 'nothing'> }): void {
    const delayMs = this.#random.chance(this.weather.late) ? this.#random.int(0, 900) : this.#random.int(0, 8);
    tree.lastReportMs = Math.max(tree.lastReportMs, this.#agenda.nowMs + delayMs);
    this.#agenda.at(tree.lastReportMs, () => {
      tree.told = event.type;
      if (event.type === 'exited') tree.exitToldMs = this.#agenda.nowMs;
      this.#report(event);
    });
  }
}
