import type { Random } from './random.ts';

/**
 * How hard a world is on the supervisor: the probability of each misfortune. Each world draws its own, many of them
 * zero, so that every misfortune is also met alone and in odd company.
 */
export interface Faults {
  /** A service's process ends by itself. */
  readonly crash: number;
  /** A oneshot or a build fails. */
  readonly fail: number;
  /** A process cannot be started. */
  readonly spawnFail: number;
  /** The stop signal is ignored. */
  readonly stubborn: number;
  /** Children stay behind when the leader exits. */
  readonly strays: number;
  /** Something forks just then and survives a SIGKILL. */
  readonly forkRace: number;
  /** A service takes longer than it may to become healthy. */
  readonly slow: number;
  /** A healthy service becomes unhealthy for a while. */
  readonly sick: number;
  /** A probe or a look at a port is never answered. */
  readonly lost: number;
  /** A report or a timer comes late, and others overtake it. */
  readonly late: number;
  /** Somebody else holds a port for a while. */
  readonly portHeld: number;
  /** The config is edited, where something is asked for. */
  readonly edit: number;
  /** The supervisor is killed, at each event. */
  readonly killed: number;
  /** A process cannot be adopted. */
  readonly terminal: number;
}

export function randomFaults(random: Random): Faults {
  const draw = (most: number) => (random.chance(0.35) ? 0 : random.chance(0.2) ? most : random.next() * most * 0.5);
  return {
    crash: draw(0.9),
    fail: draw(0.6),
    spawnFail: draw(0.3),
    stubborn: draw(0.7),
    strays: draw(0.6),
    forkRace: draw(0.3),
    slow: draw(0.5),
    sick: draw(0.6),
    lost: draw(0.3),
    late: draw(0.5),
    portHeld: draw(0.6),
    edit: draw(0.6),
    killed: random.chance(0.6) ? 0 : random.next() * 0.02,
    terminal: draw(0.4),
  };
}

/** Nothing goes wrong any more. */
export const FAIR: Faults = {
  crash: 0,
  fail: 0,
  spawnFail: 0,
  stubborn: 0,
  strays: 0,
  forkRace: 0,
  slow: 0,
  sick: 0,
  lost: 0,
  late: 0,
  portHeld: 0,
  edit: 0,
  killed: 0,
  terminal: 0,
};
