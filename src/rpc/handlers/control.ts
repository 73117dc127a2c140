import { parseSignal, whyLacked } from '../../config/signals.ts';
import { closure } from '../../core/graph.ts';
import { isActive } from '../../core/readiness.ts';
import type { Service, State } from '../../core/state.ts';
import { type Handlers, knownNames, notRunning, OK, ownNames, serviceOf } from '../context.ts';
import type { Control } from '../control.ts';
import { CODES, RpcError } from '../errors.ts';
import type { serviceMethods } from '../methods/service.ts';
import { type WaitRequest, waitFor } from '../wait.ts';

type ControlMethod = Extract<
  keyof typeof serviceMethods,
  `service.${'start' | 'stop' | 'restart' | 'kill' | 'free_port' | 'wait' | 'start_all' | 'stop_all'}` | 'project.wait'
>;

/** Handlers that control services, and wait until they are done. */
export const controlHandlers: Handlers<ControlMethod> = {
  'service.start': ({ name, dependencies, wait, timeout_ms }, context) => {
    const names = ownNames(context.control, name);
    refuseWhileStopping(context.control);
    context.control.send({ type: 'start-requested', names, withDependencies: dependencies, by: context.asker });
    return wait ? waitFor(context, { names: () => names, until: 'settled', timeoutMs: timeout_ms }) : OK;
  },
  'service.stop': ({ name, wait, timeout_ms }, context) => {
    const names = ownNames(context.control, name);
    context.control.send({ type: 'stop-requested', names, by: context.asker });
    return wait ? waitFor(context, stopped(names, context.control.state(), timeout_ms)) : OK;
  },
  'service.restart': ({ name, dependents, wait, timeout_ms }, context) => {
    const names = ownNames(context.control, name);
    refuseWhileStopping(context.control);
    context.control.send({ type: 'restart-requested', names, dependents, by: context.asker });
    return wait ? waitFor(context, { names: () => names, until: 'settled', timeoutMs: timeout_ms }) : OK;
  },
  'service.kill': ({ name, signal: word }, { control, asker }) => {
    const names = knownNames(control, name);
    const signal = parseSignal(word);
    if (!signal) throw new RpcError(CODES.invalidParams, `invalid signal '${word}'`);
    const lacked = whyLacked(signal);
    if (lacked) throw new RpcError(CODES.invalidParams, `invalid signal '${word}': ${lacked}`);
    const state = control.state();
    // For a target, checks its members. Its pid 0 must never become a signal to the supervisor's own group.
    const idle = names.find((name) => !withMembers([name], state).some((member) => hasProcess(member, state)));
    if (idle !== undefined) throw notRunning(control, idle);
    control.send({ type: 'kill-requested', names, signal, by: asker });
    return OK;
  },
  'service.free_port': ({ name }, { control }) => {
    const { phase } = serviceOf(control, name);
    const blocker = phase.is === 'blocked' ? phase.on.find(({ type }) => type === 'port') : undefined;
    if (blocker?.type !== 'port' || !blocker.holder) {
      throw new RpcError(CODES.invalidParams, `${name} waits for no port that somebody holds`);
    }
    if (blocker.holder.connection) {
      const why = `a connection has port ${blocker.port}: ${name} starts when that is over`;
      throw new RpcError(CODES.invalidParams, why);
    }
    control.freePort(blocker.port);
    return { port: blocker.port, pid: blocker.holder.pid };
  },
  'service.wait': ({ name, until, timeout_ms }, context) => {
    const names = knownNames(context.control, name);
    if (until === 'stopped') return waitFor(context, stopped(names, context.control.state(), timeout_ms));
    return waitFor(context, { names: () => names, until, timeoutMs: timeout_ms });
  },
  'project.wait': ({ timeout_ms }, context) =>
    waitFor(context, {
      names: (state) => namesOf(state, (service) => service.intent === 'up'),
      until: 'settled',
      timeoutMs: timeout_ms,
    }),
  'service.start_all': (_, { control, asker }) => {
    refuseWhileStopping(control);
    const started = namesOf(
      control.state(),
      (service) => service.spec.class === 'user' && service.spec.status === 'start' && !isActive(service),
    );
    control.send({ type: 'start-requested', names: started, withDependencies: false, by: asker });
    return { started, count: started.length };
  },
  'service.stop_all': (_, { control, asker }) => {
    const state = control.state();
    const active = new Set(namesOf(state, (service) => service.spec.class === 'user' && isActive(service)));
    const names = namesOf(state, (service) => service.spec.class === 'user');
    control.send({ type: 'stop-requested', names, by: asker });
    const stopped = state.graph.order.filter((name) => active.has(name)).reverse();
    return { stopped, count: stopped.length };
  },
};

/** A target is stopped when its members are. */
function stopped(names: readonly string[], state: State, timeoutMs: WaitRequest['timeoutMs']): WaitRequest {
  const all = withMembers(names, state);
  return { names: () => all, until: 'stopped', timeoutMs };
}

function withMembers(names: readonly string[], state: State): string[] {
  const inside = (name: string) => {
    const spec = state.services.get(name)?.spec;
    return spec?.kind === 'target' ? [...spec.requires, ...spec.wants] : [];
  };
  return [...new Set([...names, ...closure(names, inside)])];
}

function hasProcess(name: string, state: State): boolean {
  const live = state.services.get(name)?.live;
  return live !== null && live !== undefined && live.pid !== null;
}

function namesOf(state: State, filter: (service: Service) => boolean): string[] {
  return [...state.services.values()].filter(filter).map((service) => service.spec.name);
}

function refuseWhileStopping(control: Control): void {
  if (control.state().shutdown) throw new RpcError(CODES.shuttingDown, 'zdev is being stopped');
}
