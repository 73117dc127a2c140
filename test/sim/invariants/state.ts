import { dependentsOf } from '../../../src/core/graph.ts';
import { endedOf } from '../../../src/core/service.ts';
import type { LiveRun, Service } from '../../../src/core/state.ts';
import { isOver } from '../process-tree.ts';
import { hasStarted, isOverForGood, isReallyReady, lastExec, livingConflicts, type View } from '../truth.ts';

/** A phase and what it says of processes agree. */
export function phaseFitsProcesses(_view: View, service: Service): string | null {
  const { phase, live, build, spec, stopRequested } = service;
  const { name } = spec;
  if (spec.kind === 'target') return live || build ? `target ${name} has a process` : null;
  if (stopRequested && phase.is !== 'stopping') return `${name} has a stop requested, and is ${phase.is}`;
  if (build && !build.leaderExited && !live && phase.is !== 'stopping') return `${name} builds beside nothing`;
  switch (phase.is) {
    case 'running':
      return live?.purpose === 'exec' && live.pid !== null && !live.leaderExited
        ? null
        : `${name} runs without a process`;
    case 'starting': {
      if (!live) return `${name} starts without a process`;
      const purpose = phase.step === 'building' ? 'build' : 'exec';
      return live.purpose === purpose ? null : `${name} is ${phase.step}, and its process is its ${live.purpose}`;
    }
    case 'stopping':
      return live || build ? null : `${name} is stopping, and has no process`;
    default:
      return live && !live.leaderExited ? `${name} is ${phase.is}, and its process lives` : null;
  }
}

/** What the supervisor believes of runs is what it has been told: none is forgotten, none invented. */
export function runsAreRemembered(view: View, service: Service): string | null {
  const { name } = service.spec;
  const { live: one, build: other } = service;
  for (const tree of view.processes.of(name)) {
    const live = one?.run === tree.run ? one : other?.run === tree.run ? other : null;
    if (isOver(tree) !== (live === null)) return `run ${tree.run} of ${name} is ${tree.told}, and zdev says otherwise`;
    if (live && live.leaderExited !== (tree.told === 'exited'))
      return `the leader of run ${tree.run} of ${name} is wrong`;
    if (live && (live.pid === null) !== (tree.told === 'nothing'))
      return `the pid of run ${tree.run} of ${name} is wrong`;
  }
  return null;
}

/** Whatever waits has something that ends the waiting. */
export function everyNeedHasItsTimer(view: View, service: Service): string | null {
  const { phase, spec } = service;
  if (spec.kind === 'target') return null;
  const { name } = spec;
  const armed = (timer: 'probe' | 'start-deadline' | 'ready' | 'kill' | 'restart' | 'port') =>
    view.timers.armed(name, timer);
  const ending = (live: LiveRun | null) => live && (live.leaderExited || live.stopSent);
  if ((ending(service.live) || ending(service.build)) && !armed('kill')) return `nothing will kill ${name}`;
  if (service.nextTryMs !== null && armed('restart')?.run !== service.runs) return `nothing will restart ${name}`;
  const probed = phase.is === 'running' || (phase.is === 'starting' && phase.step === 'probing');
  if (probed && spec.kind === 'service' && spec.health && spec.health.type !== 'log' && !armed('probe')) {
    return `nothing will probe ${name}`;
  }
  const proves = phase.is === 'running' && !phase.ready && spec.kind === 'service';
  if (proves && !armed('ready')) return `nothing will make ${name} ready`;
  if (phase.is === 'starting' && phase.step === 'probing' && !armed('start-deadline'))
    return `${name} may start for ever`;
  if (phase.is === 'blocked' && phase.on[0]?.type === 'port' && !armed('port'))
    return `nothing will look at ${name}'s port`;
  const spawning = service.live?.pid === null || service.build?.pid === null;
  const drains = service.live !== null && view.fronts.isDraining(name, service.live.run);
  if (phase.is === 'stopping' && phase.step === 'waiting' && !spawning && !drains && !awaited(view, name)) {
    return `${name} waits for nobody to stop`;
  }
  return null;
}

/** No timer is armed that nobody needs: each would wake zdev for nothing. */
export function everyTimerIsNeeded(view: View, service: Service): string | null {
  const { spec, phase } = service;
  for (const timer of DROPPED_TIMERS) {
    const arm = view.timers.armed(spec.name, timer);
    if (arm !== null && arm.atMs > view.nowMs && !isNeeded(timer, service))
      return `nobody needs the ${timer} timer of ${spec.name}, which is ${phase.is}`;
  }
  return null;
}

const DROPPED_TIMERS = ['restart', 'port', 'probe', 'start-deadline', 'kill'] as const;

function isNeeded(timer: (typeof DROPPED_TIMERS)[number], service: Service): boolean {
  const { phase, live, build, nextTryMs, intent } = service;
  // Until its turn to be stopped has come, checking is left as it is.
  const waits = phase.is === 'stopping' && (phase.step === 'waiting' || live?.stopSent === false);
  const probing = phase.is === 'starting' && phase.step === 'probing';
  switch (timer) {
    case 'restart':
      return nextTryMs !== null && intent === 'up';
    case 'port':
      return phase.is === 'blocked' && phase.on[0]?.type === 'port';
    case 'probe':
      return ((phase.is === 'running' || probing) && live !== null) || waits;
    case 'start-deadline':
      return probing || waits;
    case 'kill':
      return [live, build].some((run) => run?.leaderExited || run?.stopSent);
  }
}

/** A probe whose answer nobody waits for any more is dropped: an `exec` check is a process. */
export function probesAreDropped(view: View, { spec, live, probing }: Service): string | null {
  const asked = view.probes.awaits(spec.name);
  if (!asked || (live?.run === asked.run && probing.inFlight && probing.attempt === asked.attempt)) return null;
  return `probe ${asked.attempt} of ${spec.name} goes on, and nobody waits for it`;
}

/** That SIGKILL was sent can be seen. */
export function killsAreShown(view: View, { spec, phase, live }: Service): string | null {
  if (phase.is !== 'stopping' || live?.purpose !== 'exec' || live.leaderExited) return null;
  const killed = view.processes.find(spec.name, live.run)?.killed === true;
  return killed && phase.step !== 'killed' ? `${spec.name} got SIGKILL, and is ${phase.step}` : null;
}

/** What has no health check is ready no sooner than it has lived. */
export function readyHasLived(view: View, { spec, phase, live }: Service): string | null {
  if (spec.kind !== 'service' || spec.health || phase.is !== 'running' || !phase.ready) return null;
  const tree = live && view.processes.find(spec.name, live.run);
  if (tree && tree.purpose === 'exec' && tree.spec.health && !tree.passed)
    return `${spec.name} is ready, and its check has not passed`;
  // by what it was born with; the clock may have been set between two supervisors
  if (!tree || live.adopted || tree.spec.health || view.nowMs - tree.bornMs >= tree.spec.lifecycle.readyAfterMs)
    return null;
  return `${spec.name} is ready after ${view.nowMs - tree.bornMs} ms`;
}

function awaited(view: View, name: string): boolean {
  for (const dependent of dependentsOf(view.state.graph, [name])) {
    const service = view.state.services.get(dependent);
    if (service?.live || service?.build) return true;
  }
  return false;
}

/** A stop command that has failed has stopped nothing: the signal follows at once. */
export function failedStopsAreFollowed(view: View, { spec }: Service): string | null {
  const { event } = view;
  if (event.type !== 'stop-command-ended' || event.ok || event.name !== spec.name) return null;
  const tree = view.processes.find(event.name, event.run);
  const isDue = tree?.told === 'spawned' && tree.signalledMs === null;
  return isDue ? `the stop command of ${spec.name} has failed, and no signal follows` : null;
}

/** The delay of a restart keeps to the limits, and a run that was stable resets it. */
export function backOffIsReset(view: View, service: Service): string | null {
  const { spec, nextTryMs } = service;
  if (spec.kind === 'target' || nextTryMs === null || view.event.type !== 'exited') return null;
  if (view.event.name !== spec.name || view.event.run !== service.live?.run) return null;
  const { lifecycle } = spec;
  const delayMs = nextTryMs - view.nowMs;
  const runs = view.processes.of(spec.name).filter((tree) => tree.purpose === 'exec');
  const [before, last] = runs.slice(-2).map((tree) => (tree.exitToldMs ?? tree.knownBornMs) - tree.knownBornMs);
  const stable = (lastedMs: number | undefined) => lastedMs !== undefined && lastedMs >= lifecycle.stabilityPeriodMs;
  const limitMs = Math.max(lifecycle.restartDelayMaxMs, lifecycle.restartDelayMs);
  if (delayMs < 0 || delayMs > limitMs) return `${spec.name} waits ${delayMs} ms for its restart`;
  if (runs.length < 2) return delayMs > lifecycle.restartDelayMs ? `${spec.name} waits ${delayMs} ms at first` : null;
  if (stable(last)) return delayMs === 0 ? null : `${spec.name} was stable, and waits ${delayMs} ms`;
  // An earlier supervisor may have seen another end of the run before.
  if (!stable(before) || runs.at(-2)?.session !== runs.at(-1)?.session) return null;
  return delayMs === lifecycle.restartDelayMs ? null : `${spec.name} was stable before, and waits ${delayMs} ms`;
}

/** What said `on_dependency_restart = "restart"` is younger than what it requires. */
export function followersFollow(view: View, { spec, stopRequested }: Service): string | null {
  if (stopRequested || view.state.shutdown) return null;
  if (spec.kind !== 'service' || spec.lifecycle.onDependencyRestart !== 'restart') return null;
  const own = lastExec(view, spec.name);
  if (!own || view.ledger.isAsleep(spec.name) || !isReallyReady(view, spec.name)) return null;
  // An edge that is younger than the run may lead to what was down.
  if (view.ledger.times.movedMs(spec.name) >= own.bornMs) return null;
  for (const other of spec.requires) {
    // The first run of what had slept, or was a target, is no restart.
    const newer = view.processes.of(other).filter(({ purpose, bornMs }) => purpose === 'exec' && bornMs > own.bornMs);
    const { times } = view.ledger;
    const isFirst = Math.max(times.wokenMs(other), times.becameMs(other)) >= own.bornMs;
    const isNewer = view.specs.get(other)?.kind === 'service' && newer.length > (isFirst ? 1 : 0);
    if (isNewer || view.ledger.elsewhere.overMs(other) > own.bornMs) return `${spec.name} has not followed ${other}`;
  }
  return null;
}

/** What a blocked service says it waits for is what it waits for: nothing stale, nothing left out. */
export function reasonsHold(view: View, service: Service): string | null {
  const { spec, phase } = service;
  const { name } = spec;
  if (phase.is === 'inactive' && view.ledger.isUp(name) && !view.state.shutdown && view.specs.has(name)) {
    return `${name} is wanted, and nothing is done about it`;
  }
  if (phase.is !== 'blocked') return null;
  if (!view.ledger.isUp(name)) return `${name} is blocked, and nobody wants it`;
  const told = phase.on.map((on) => ('name' in on ? `${on.type} ${on.name}` : on.type)).sort();
  const due = reasonsOf(view, spec).sort();
  const isPort = due.length === 0 && spec.kind !== 'target' && spec.port !== undefined;
  if (isPort && phase.on[0]?.type === 'port' && phase.on[0].port === spec.port) return null;
  return told.join() === due.join() ? null : `${name} says that it waits for ${told}, and it is for ${due}`;
}

function reasonsOf(view: View, spec: Service['spec']): string[] {
  const { name, requires, after } = spec;
  return [
    ...(view.ledger.isExternal(name) && !view.ledger.elsewhere.isReady(name) ? ['external'] : []),
    ...requires.filter((other) => !isReallyReady(view, other)).map((other) => `requires ${other}`),
    ...after
      .filter((other) => !requires.includes(other) && view.ledger.isUp(other) && !hasStarted(view, other))
      .map((other) => `after ${other}`),
    ...endedOf(spec)
      .filter((other) => !isOverForGood(view, other))
      .map((other) => `ended ${other}`),
    ...livingConflicts(view, name).map((other) => `conflict ${other}`),
    ...(view.processes.of(name).every(isOver) ? [] : ['remains']),
  ];
}
