import type { Service } from '../../../src/core/state.ts';
import { whatChanged } from '../config.ts';
import { isAlive } from '../process-tree.ts';
import { isHeldBack, isReallyReady, mayStayDown, type View } from '../truth.ts';

/** Everything that is wanted, and possible, is up; what is not has a reason that still holds. */
export function wantedIsUp(view: View, service: Service): string | null {
  const { name } = service.spec;
  if (!view.ledger.isUp(name) || isReallyReady(view, name)) return null;
  const { phase } = service;
  switch (phase.is) {
    case 'blocked':
      return isHeldBack(view, service.spec)
        ? null
        : `${name} is blocked (${JSON.stringify(phase.on)}), and nothing blocks it`;
    case 'failed':
    case 'exited':
      return service.nextTryMs === null && mayStayDown(view, service) ? null : `${name} is ${phase.is} for good`;
    default:
      return `${name} is wanted, and ${phase.is}`;
  }
}

/** What runs was started with what the config says now. */
export function runsAreUpToDate(view: View, { spec, live }: Service): string | null {
  const tree = live ? view.processes.find(spec.name, live.run) : undefined;
  const now = view.specs.get(spec.name);
  if (!tree || !now) return null;
  return whatChanged(tree.spec, now) === 'run' ? `run ${tree.run} of ${spec.name} is older than its config` : null;
}

/** Nobody who connects is held for ever: a connection wakes who sleeps, and goes on to who is ready. */
export function connectionsGoOn(view: View, { spec }: Service): string | null {
  const waiting = view.fronts.waitingAt(spec.name);
  if (waiting === 0 || !isReallyReady(view, spec.name)) return null;
  const what = view.ledger.isAsleep(spec.name) ? 'sleeps' : 'is ready';
  return `${spec.name} ${what}, and ${waiting} connections wait for it`;
}

/** What the user stopped is gone. */
export function unwantedIsDown(view: View, { spec }: Service): string | null {
  if (view.ledger.isUp(spec.name)) return null;
  return view.processes.of(spec.name).some(isAlive) ? `${spec.name} was stopped, and lives` : null;
}

/** A target is up exactly when what it requires is. */
export function targetsTell(view: View, service: Service): string | null {
  const { spec, phase } = service;
  if (spec.kind !== 'target') return null;
  const up = view.ledger.isUp(spec.name) && !isHeldBack(view, spec);
  return up === (phase.is === 'running') ? null : `target ${spec.name} is ${phase.is}`;
}

/** A healthy service is not called unhealthy for ever. */
export function healthIsSeen(_view: View, { spec, phase }: Service): string | null {
  return phase.is === 'running' && phase.unhealthy ? `${spec.name} is healthy, and called unhealthy` : null;
}
