import { isReady } from './readiness.ts';
import type { ServiceSpec } from './service.ts';
import type { Blocker, Failure, Service, State } from './state.ts';

/** What a failure is called everywhere: `exit code 3`, `killed by SIGSEGV`, `start timeout after 30 s`. */
export function failureText(failure: Failure): string {
  switch (failure.type) {
    case 'exit-code':
      return `exit code ${failure.code}`;
    case 'signal':
      return `killed by ${failure.signal}`;
    case 'start-timeout':
      return `start timeout: not ready after ${durationText(failure.afterMs)}${because(failure.lastError)}`;
    case 'unhealthy':
      return `health check failed ${failure.attempts} times${because(failure.lastError)}`;
    case 'spawn':
      return `cannot start: ${failure.message}`;
    case 'build':
      return `build failed: ${failure.signal ? `killed by ${failure.signal}` : `exit code ${failure.code}`}`;
  }
}

/** What an end that is no failure is called: `stopped`, `done` (a oneshot), `exited with code 0`. */
export function exitText(spec: ServiceSpec, code: number | null): string {
  if (code === null) return 'stopped';
  return spec.kind === 'oneshot' && code === 0 ? 'done' : `exited with code ${code}`;
}

/** One thing that a service waits for, and why that is not there: `db: starting, connect ECONNREFUSED …`. */
export function blockerText(blocker: Blocker, state: Pick<State, 'services'>): string {
  switch (blocker.type) {
    case 'requires':
      return `${blocker.name}: ${conditionText(blocker.name, state)}`;
    case 'after':
      return `after ${blocker.name}: ${conditionText(blocker.name, state)}`;
    case 'conflict':
      return `conflicts with ${blocker.name}, which is ${state.services.get(blocker.name)?.phase.is ?? 'unknown'}`;
    case 'port': {
      if (!blocker.holder) return `port ${blocker.port}`;
      const { pid, command } = blocker.holder;
      return `port ${blocker.port} is held by ${pid === null ? 'another process' : `pid ${pid}`}${command ? ` (${shortened(command)})` : ''}`;
    }
    case 'remains':
      return `what run ${blocker.run} left behind is being ended`;
  }
}

/** The condition of a service in a few words, with its reason: what stands after its name on a screen. */
export function conditionText(name: string, state: Pick<State, 'services'>): string {
  const service = state.services.get(name);
  if (!service) return 'unknown';
  const { phase, spec } = service;
  switch (phase.is) {
    case 'inactive':
      if (service.intent === 'up') return 'about to start';
      if (service.started) return 'stopped by you';
      return spec.status === 'start' ? 'not started' : `not started (status = "${spec.status}")`;
    case 'blocked':
      return `blocked (${phase.on.map((blocker) => blockerName(blocker)).join(', ')})`;
    case 'starting':
      if (phase.step === 'building') return 'building';
      return `starting${because(service.probing.lastError)}`;
    case 'running':
      if (spec.kind === 'oneshot') return 'at work';
      return phase.unhealthy ? `unhealthy: ${phase.unhealthy.error}` : 'running';
    case 'stopping':
      return phase.step === 'waiting' ? 'stopping, after its dependents' : 'stopping';
    case 'exited':
      if (service.intent === 'down') return 'stopped by you';
      return phase.code === 0 && spec.kind === 'oneshot' ? 'done' : `exited with code ${phase.code ?? 0}`;
    case 'failed':
      return `failed: ${failureText(phase.failure)}`;
  }
}

/** A command line may be as long as a screen. */
function shortened(command: string): string {
  return command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command;
}

const MAX_COMMAND = 60;

function blockerName(blocker: Blocker): string {
  switch (blocker.type) {
    case 'requires':
    case 'after':
      return blocker.name;
    case 'conflict':
      return `conflicts with ${blocker.name}`;
    case 'port':
      return `port ${blocker.port}`;
    case 'remains':
      return 'its last run';
  }
}

/**
 * The chain of reasons below a service that is not up, down to the causes: a line each, indented by depth.
 * Each service is followed once.
 */
export function whyLines(name: string, state: State): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const follow = (name: string, prefix: string, depth: number) => {
    const service = state.services.get(name);
    lines.push(`${'  '.repeat(depth)}${prefix}${name}: ${conditionText(name, state)}`);
    if (!service || seen.has(name)) return;
    seen.add(name);
    for (const blocker of blockersToFollow(service, state)) {
      if (blocker.type === 'requires') follow(blocker.name, 'requires ', depth + 1);
      else if (blocker.type === 'after') follow(blocker.name, 'after ', depth + 1);
      else lines.push(`${'  '.repeat(depth + 1)}${blockerText(blocker, state)}`);
    }
  };
  follow(name, '', 0);
  return lines;
}

/** A finished oneshot may not count as ready for what it requires itself: that is followed as well. */
function blockersToFollow(service: Service, state: State): readonly Blocker[] {
  if (service.phase.is === 'blocked') return service.phase.on;
  if (service.phase.is !== 'exited' || service.spec.kind !== 'oneshot') return [];
  return service.spec.requires
    .filter((name) => {
      const other = state.services.get(name);
      return !other || !isReady(other, { get: (name) => state.services.get(name) });
    })
    .map((name) => ({ type: 'requires', name }) as const);
}

/** `340 ms`, `1.2 s`, `30 s`, `5 min`, as short as is useful. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

function because(error: string | null): string {
  return error ? ` (${error})` : '';
}

/** During a stop: who is still alive, and why. Null when nobody is. */
export function waitingText(state: Pick<State, 'services'>, nowMs: number): string | null {
  const texts: string[] = [];
  for (const { spec, phase, live, build, sinceMs } of state.services.values()) {
    if ((!live && !build) || spec.kind === 'target') continue;
    if (phase.is !== 'stopping') texts.push(`${spec.name} (ending what it left behind)`);
    else if (phase.step === 'waiting') texts.push(`${spec.name} (waits for its dependents)`);
    else if (phase.step === 'killed') texts.push(`${spec.name} (SIGKILL sent)`);
    else {
      const forMs = nowMs - sinceMs;
      const killIn = durationText(Math.max(spec.lifecycle.stopTimeoutMs - forMs, 0));
      texts.push(`${spec.name} (${spec.lifecycle.stopSignal} sent ${durationText(forMs)} ago, SIGKILL in ${killIn})`);
    }
  }
  return texts.length > 0 ? `waiting for ${texts.join(', ')}` : null;
}
