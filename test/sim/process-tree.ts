import type { Purpose } from '../../src/core/effect.ts';
import type { ProcessSpec, SignalName } from '../../src/core/service.ts';
import type { Entry } from './event-queue.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** A process tree as it really is, whatever zdev believes. */
export interface Tree {
  /** What it was born as. */
  readonly spec: ProcessSpec;
  /** What was asked for: the env files may have been others. */
  readonly asked: ProcessSpec;
  readonly run: number;
  readonly purpose: Purpose;
  readonly pid: number;
  readonly bornMs: number;
  /** What the supervisor can know of that: clocks are set between two of them. */
  knownBornMs: number;
  /** The supervisor that started it. */
  readonly session: number;
  /** A later supervisor can go on with it. */
  readonly adoptable: boolean;
  leader: boolean;
  /** zdev has sent it SIGKILL. */
  killed: boolean;
  /** It has got a signal, and will end by it. */
  dying: boolean;
  /** Children that outlived the leader. */
  strays: boolean;
  readonly stubborn: boolean;
  healthyFromMs: number;
  sickFromMs: number;
  readonly sickForMs: number;
  /** Its container is still being made. */
  making: Entry | null;
  /** What it will do by itself. */
  plan: Entry | null;
  /** Reports of one run come in order. */
  lastReportMs: number;
  /** What zdev has been told. */
  told: 'nothing' | 'spawned' | 'spawn-failed' | 'exited' | 'tree-gone';
  exit: { readonly code: number | null; readonly signal: SignalName | null } | null;
  /** When zdev was told of its exit. */
  exitToldMs: number | null;
  /** When zdev was told that nothing of it is left. */
  goneToldMs: number | null;
  /** A probe of this run passed (without a check: it has lived long enough), and zdev has been told. */
  passed: boolean;
  /** When zdev first asked it to end, by a signal or its stop command. */
  stoppedMs: number | null;
  /** When zdev first sent it a signal to end it. */
  signalledMs: number | null;
  /** When its stop command was run, or its keys were typed. */
  commandedMs: number | null;
  /** zdev was told that this has failed. */
  commandFailed: boolean;
  /** That was before zdev knew of its exit. */
  interrupted: boolean;
  /** A later supervisor does not know what it has done. */
  forgotten: boolean;
}

/** Whether anything of it lives. */
export function isAlive(tree: Tree): boolean {
  return tree.leader || tree.strays;
}

/** Whether the supervisor has been told that nothing of it is left. */
export function isOver(tree: Tree): boolean {
  return tree.told === 'tree-gone' || tree.told === 'spawn-failed';
}

/** One that was just born. */
export function newTree(birth: {
  readonly spec: ProcessSpec;
  readonly asked: ProcessSpec;
  readonly run: number;
  readonly purpose: Purpose;
  readonly session: number;
  readonly nowMs: number;
  readonly random: Random;
  readonly faults: Faults;
}): Tree {
  const { spec, asked, run, purpose, session, nowMs, random, faults } = birth;
  return {
    spec,
    asked,
    run,
    purpose,
    pid: 1000 + random.int(0, 30000),
    bornMs: nowMs,
    knownBornMs: nowMs,
    session,
    adoptable: !random.chance(faults.terminal),
    leader: true,
    killed: false,
    dying: false,
    strays: false,
    stubborn: random.chance(faults.stubborn),
    healthyFromMs: nowMs + (random.chance(faults.slow) ? random.int(500, 50_000) : random.int(0, 300)),
    sickFromMs: nowMs + (random.chance(faults.sick) ? random.int(300, 4000) : Number.POSITIVE_INFINITY),
    sickForMs: random.int(100, 5000),
    making: null,
    plan: null,
    lastReportMs: nowMs,
    told: 'nothing',
    exit: null,
    exitToldMs: null,
    goneToldMs: null,
    passed: false,
    stoppedMs: null,
    signalledMs: null,
    commandedMs: null,
    commandFailed: false,
    interrupted: false,
    forgotten: false,
  };
}
