import { isDeepStrictEqual } from 'node:util';
import { endedOf, type ServiceSpec } from '../../src/core/service.ts';
import type { ExitOn, Service } from '../../src/core/state.ts';
import type { Core } from './core-under-test.ts';
import { isOver, type Tree } from './process-tree.ts';
import { hasStarted, isOverForGood, isReallyReady, lastExec, mayStayDown, succeeded, type View } from './truth.ts';
import { Violation } from './violation.ts';

type Status = ReturnType<Core['exitOutcome']>;

/** What `zdev up` ends for and with: the rule of `--exit-on`, and that nothing afterwards changes the status. */
export class Outcome {
  readonly #exitOn: ExitOn;
  #expected: readonly Status[] | null = null;
  /** It ended by the rule, and not because somebody asked. */
  byRule = false;

  constructor(exitOn: ExitOn) {
    this.#exitOn = exitOn;
  }

  /** After every step. */
  check(view: View, core: Core): void {
    if (!view.state.shutdown) {
      const due = this.#due(view);
      if (due) throw new Violation('endsByTheRule', `--exit-on ${this.#exitOn} should have ended everything`);
      return;
    }
    if (!this.#expected) {
      this.byRule = view.event.type !== 'shutdown-requested';
      const due = this.byRule ? this.#due(view) : [{ code: 0 }];
      if (!due) throw new Violation('endsByTheRule', `--exit-on ${this.#exitOn} ends everything for nothing`);
      this.#expected = due;
    }
    const outcome = core.exitOutcome(view.state);
    if (this.#expected.some((status) => isDeepStrictEqual(status, outcome))) this.#expected = [outcome];
    else throw new Violation('exitStatus', `${JSON.stringify(outcome)}, not ${JSON.stringify(this.#expected)}`);
  }

  /** The statuses that may be the right one; null: it is to go on. */
  #due(view: View): readonly Status[] | null {
    const services = [...view.state.services.values()];
    // What it builds beside is stopped, but its end has ended everything.
    const brokeOff = services.filter((service) => view.state.shutdown && isBrokenOff(view, service));
    const of = (matching: readonly Service[]) => matching.map((service) => statusOf(view, service));
    const last = of(services.filter((service) => isEndOfAll(view, service)));
    const byRule = this.#dueByRule(view, services, brokeOff);
    return last.length > 0 ? [...last, ...(byRule ?? [])] : byRule;
  }

  #dueByRule(view: View, services: readonly Service[], brokeOff: readonly Service[]): readonly Status[] | null {
    const of = (matching: readonly Service[]) => matching.map((service) => statusOf(view, service));
    const quiet = isQuiet(view) ? [{ code: 0 }] : null;
    switch (this.#exitOn) {
      case 'never':
        return null;
      case 'any': {
        const isEnd = (service: Service) => hasEnded(view, service) || brokeOff.includes(service);
        const ended = services.filter((service) => isEnd(service) && !isDone(service) && !mayDie(service));
        return ended.length > 0 ? of(ended) : quiet;
      }
      case 'failure': {
        const lost = services.filter((service) => service.phase.is === 'failed' && isLost(view, service));
        return lost.length > 0 ? of(lost) : quiet;
      }
      case 'all': {
        if (!quiet) return null;
        const failed = services.filter(({ spec, phase }) => phase.is === 'failed' && view.ledger.isUp(spec.name));
        if (failed.length > 0) return of(failed);
        const held = services.some((service) => isHeldBack(view, service));
        return held ? [{ code: 1 }] : quiet;
      }
    }
  }
}

/** Of a run that ended by itself its own; 1 for what zdev itself ended, and for what could not even start. */
function statusOf(view: View, service: Service): Status {
  const { spec, phase } = service;
  if (isBrokenOff(view, service)) return service.live?.cause ? { code: 1 } : exitOf(lastExec(view, spec.name));
  const own = phase.is === 'exited' || (phase.is === 'failed' && ['exit-code', 'signal'].includes(phase.failure.type));
  return own ? exitOf(lastExec(view, spec.name)) : { code: 1 };
}

function exitOf(tree: Tree | undefined): Status {
  if (!tree?.exit) return { code: 1 };
  if (succeeded(tree)) return { code: 0 };
  return tree.exit.signal ? { signal: tree.exit.signal } : { code: tree.exit.code ?? 0 };
}

/** zdev is told just now that it has ended by itself, and a build is at work beside it. */
function isBrokenOff(view: View, { spec, build }: Service): boolean {
  const { event } = view;
  const tree = lastExec(view, spec.name);
  if (!build || !tree) return false;
  const isTold = event.type === 'exited' && event.name === spec.name && event.run === tree.run;
  return isTold && view.ledger.isUp(spec.name) && !tree.interrupted;
}

/** Its own rule makes its end that of all, and no other run of it follows. */
function isEndOfAll(view: View, service: Service): boolean {
  const { spec, phase } = service;
  if (spec.kind === 'target' || spec.endsAll === undefined || !isLost(view, service)) return false;
  // The end of everything has put off every restart: none was due by the policy, or for want of something to start with.
  if (!mayStayDown(view, service) && !service.diagnosis?.cannotStart) return false;
  return phase.is === 'failed' || (spec.endsAll === 'any' && phase.is === 'exited');
}

function hasEnded(view: View, { spec, phase }: Service): boolean {
  return view.ledger.isUp(spec.name) && (phase.is === 'failed' || phase.is === 'exited');
}

function isDone({ spec, phase }: Service): boolean {
  return spec.kind === 'oneshot' && phase.is === 'exited' && phase.code === 0;
}

function mayDie({ spec }: Service): boolean {
  return spec.kind !== 'target' && spec.canDie === true;
}

/** No restart is due, no build that it would start with is at work, and nobody has stopped it. */
function isLost(view: View, { spec, build }: Service): boolean {
  return view.ledger.isUp(spec.name) && view.timers.armed(spec.name, 'restart') === null && !build;
}

/** Wanted, and never started. The end has made what was blocked inactive. */
function isHeldBack(view: View, { spec, phase }: Service): boolean {
  return spec.kind !== 'target' && view.ledger.isUp(spec.name) && (phase.is === 'blocked' || phase.is === 'inactive');
}

/** Another project may bring it up at any time: all that it waits for is there, directly or by way of targets. */
function comesByAnotherProject(view: View, spec: ServiceSpec): boolean {
  const { name } = spec;
  const others = [...endedOf(spec).filter((other) => !isOverForGood(view, other)), ...runningConflicts(view, name)];
  // The end of everything has lowered the targets: one no longer shows that it was in the way of another.
  const wasHeld = (other: string) => view.state.shutdown !== null && runningConflicts(view, other).length > 0;
  const hasBegun = (other: string) => view.ledger.hasStarted(other) || (hasStarted(view, other) && !wasHeld(other));
  const notBegun = spec.after.filter((other) => view.ledger.isUp(other) && !hasBegun(other));
  const isMissing = (other: string) => !isReallyReady(view, other) || wasHeld(other);
  const missing = spec.requires.filter(isMissing);
  if (missing.length + notBegun.length === 0 || others.length > 0) return false;
  return [...missing, ...notBegun].every((other) => {
    const awaited = view.specs.get(other);
    if (awaited?.kind !== 'target') return false;
    return awaited.external !== undefined || (view.ledger.isUp(other) && comesByAnotherProject(view, awaited));
  });
}

/** The end of everything has lowered the targets. */
function runningConflicts(view: View, name: string): string[] {
  return (view.ledger.graph.conflicts.get(name) ?? []).filter((other) =>
    view.specs.get(other)?.kind === 'target' ? isReallyReady(view, other) : !view.processes.of(other).every(isOver),
  );
}

function isQuiet(view: View): boolean {
  let wanted = false;
  for (const { spec } of view.state.services.values()) {
    if (spec.kind === 'target') continue;
    const { name } = spec;
    const isUp = view.ledger.isUp(name);
    const started = view.ledger.hasStarted(name);
    wanted ||= isUp || started;
    if (!view.processes.of(name).every(isOver) || view.ledger.isAsleep(name)) return false;
    if (isUp && view.specs.has(name) && !isOverForGood(view, name) && comesByAnotherProject(view, spec)) return false;
    if (view.timers.armed(name, 'restart') || view.timers.armed(name, 'port')) return false;
    if (isUp && started && spec.watch?.action === 'restart') return false;
  }
  return wanted;
}
