import type { Mutant } from './mutate.ts';

/** Bugs that are easily made. The simulator must find every one of them. */
export const MUTANTS: readonly Mutant[] = [
  {
    bug: 'events of an older run are accepted',
    file: 'run.ts',
    original: "if (service.live?.run === run) return 'live';",
    planted: "if (service.live) return 'live';",
  },
  {
    bug: 'probe results of an older run are accepted',
    file: 'health.ts',
    original:
      'if (!health || live?.run !== event.run || live.leaderGone) return;\n  if (!probing.inFlight || probing.attempt !== event.attempt || !isProbed(service)) return;',
    planted: 'if (!health || !live || live.leaderGone || !isProbed(service)) return;',
  },
  {
    bug: 'a service starts when what it requires has only been started',
    file: 'readiness.ts',
    original: 'if (!other || !isReady(other, services)) blockers',
    planted: 'if (!other?.started) blockers',
  },
  {
    bug: 'a oneshot at work counts as ready',
    file: 'readiness.ts',
    original: "    case 'service':\n    case 'target':",
    planted:
      "    case 'oneshot':\n      if (service.phase.is === 'running') return true;\n    case 'service':\n    case 'target':",
  },
  {
    bug: 'a run is ready from its start on',
    file: 'lived.ts',
    original: 'if (atMs <= draft.nowMs) becomeReady',
    planted: 'if (atMs > 0) becomeReady',
  },
  {
    bug: 'a run that has lived long enough is not heard of',
    file: 'lived.ts',
    original: "else draft.emit({ type: 'arm'",
    planted: "else if (atMs < 0) draft.emit({ type: 'arm'",
  },
  {
    bug: 'a oneshot that was stopped counts as done',
    file: 'readiness.ts',
    original: "service.intent === 'up' && hasSucceeded",
    planted: 'hasSucceeded',
  },
  {
    bug: 'a oneshot that was interrupted counts as done',
    file: 'run.ts',
    original: 'const ended = !last.interrupted && last.purpose',
    planted: 'const ended = last.purpose',
  },
  {
    bug: 'a finished oneshot does not pass on what it required',
    file: 'readiness.ts',
    original: 'hasSucceeded(service) && requiresReady(service, services)',
    planted: 'hasSucceeded(service)',
  },
  {
    bug: 'the next run does not wait until the last one has been cleared away',
    file: 'readiness.ts',
    original: 'if (remains) blockers',
    planted: 'if (remains && !remains.leaderGone) blockers',
  },
  {
    bug: 'conflicts hold in one direction only',
    file: 'graph.ts',
    original: '      conflicts.get(name)?.add(spec.name);\n',
    planted: '',
  },
  {
    bug: 'what is blocked is not looked at again',
    file: 'reconcile.ts',
    original: "if (phase.is !== 'inactive' && phase.is !== 'blocked') return;",
    planted: "if (phase.is !== 'inactive') return;",
  },
  {
    bug: 'a restart outranks a stop',
    file: 'reconcile.ts',
    original: "if (service.intent !== 'up' || service.halting) return;",
    planted: 'if (service.halting) return;',
  },
  {
    bug: 'a stop does not cancel the restart that is due',
    file: 'commands.ts',
    original: "      intent: 'down',\n      nextTryMs: null,\n",
    planted: "      intent: 'down',\n",
  },
  {
    bug: 'a stop leaves the dependents running',
    file: 'commands.ts',
    original: '  haltDependents(draft, names);\n}\n\n/** Stops and starts again.',
    planted: '}\n\n/** Stops and starts again.',
  },
  {
    bug: 'everything is stopped at once',
    file: 'reconcile.ts',
    original: 'if (force || !waitsForDependents(draft, name)) sendStop',
    planted: 'if (name) sendStop',
  },
  {
    bug: 'what a crashed dependent left behind is not waited for',
    file: 'reconcile.ts',
    original: 'return exists(service) && (service.halting || !isAlive(service));',
    planted: 'return exists(service) && service.halting;',
  },
  {
    bug: 'a start during a stop is lost',
    file: 'commands.ts',
    original: "    draft.update(name, { intent: 'up' });\n    const { phase } = service;",
    planted:
      "    if (service.halting) continue;\n    draft.update(name, { intent: 'up' });\n    const { phase } = service;",
  },
  {
    bug: 'a restart forgets that its dependents were wanted',
    file: 'commands.ts',
    original: 'if (event.dependents) haltDependents(draft, names);',
    planted:
      "if (event.dependents) for (const name of dependentsOf(draft.graph, names)) { halt(draft, name, null); draft.update(name, { intent: 'down' }); }",
  },
  {
    bug: 'the stop timeout is not followed by SIGKILL',
    file: 'stop.ts',
    original: '    else killNow(draft, service, live);\n',
    planted: '    else armKill(draft, service, run);\n',
  },
  {
    bug: 'SIGKILL is sent once, and not again',
    file: 'stop.ts',
    original: '  armKill(draft, service, live.run, KILL_AGAIN_MS);\n  const slot',
    planted: '  const slot',
  },
  {
    bug: 'SIGKILL does not wait for the stop timeout',
    file: 'stop.ts',
    original: 'delayMs ?? spec.lifecycle.stopTimeoutMs',
    planted: 'delayMs ?? 10',
  },
  {
    bug: 'a run is signalled before it was spawned',
    file: 'stop.ts',
    original: '      if (live.pid === null && !live.leaderGone) continue;\n',
    planted: '',
  },
  {
    bug: 'children that outlive the leader are left alone',
    file: 'run.ts',
    original: '  if (!live.stopSent || live.stopCommand) endRemains(draft, gone, event.run);\n',
    planted: '',
  },
  {
    bug: 'a probe that is never answered is waited for',
    file: 'health.ts',
    original: 'if (!service.probing.inFlight) return probe(draft, service);',
    planted: 'if (service.probing.inFlight) return;\n  return probe(draft, service);',
  },
  {
    bug: 'there is no start deadline',
    file: 'health.ts',
    original: "  draft.emit({ type: 'arm', name, timer: 'start-deadline', run: live.run, atMs });\n",
    planted: '',
  },
  {
    bug: 'an unhealthy service is never healthy again',
    file: 'health.ts',
    original: "      draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null } });\n    }",
    planted: '    }',
  },
  {
    bug: 'a stable run does not reset the back-off',
    file: 'backoff.ts',
    original: 'restarts: 1, backoffMs: lifecycle.restartDelayMs }',
    planted: 'restarts: 1, backoffMs: run.backoffMs }',
  },
  {
    bug: 'a stable run is not followed by another at once',
    file: 'backoff.ts',
    original: 'delayMs: 0, restarts: 1',
    planted: 'delayMs: run.backoffMs, restarts: 1',
  },
  {
    bug: 'dependents that want to restart with it are not told of a crash',
    file: 'run.ts',
    original: '  if (!draft.shutdown) restartFollowers(draft, spec.name);\n',
    planted: '',
  },
  {
    bug: 'the end does not wait for builds',
    file: 'reconcile.ts',
    original: 'if (service.live || service.build || holdsEnd',
    planted: 'if (service.live || holdsEnd',
  },
  {
    bug: 'the end comes at once',
    file: 'reconcile.ts',
    original: 'if (service.live || service.build || holdsEnd',
    planted: 'if ((service.live && service.build) || holdsEnd',
  },
  {
    bug: 'what was built before a change is started',
    file: 'commands.ts',
    original: "  if (spec.watch?.action === 'restart') outdateBuild(draft, service);\n",
    planted: '',
  },
  {
    bug: 'a build outlives the run beside which it works',
    file: 'run.ts',
    original: '  else if (cleared.build && !cleared.build.leaderGone) adoptBuild(draft, cleared, cleared.build);\n',
    planted: '',
  },
  {
    bug: 'who depends on what has just been settled is not looked at',
    file: 'reconcile.ts',
    original: 'if (draft.get(name) !== service) markAffected(name);',
    planted: '',
  },
  {
    bug: 'who conflicts with what has changed is not looked at',
    file: 'reconcile.ts',
    original: ', ...(conflicts.get(name) ?? [])];',
    planted: '];',
  },
  {
    bug: 'who waits for the stop of what is gone is not looked at',
    file: 'reconcile.ts',
    original: '[...draft.touched, ...closure(draft.touched, holdsNothing)]',
    planted: 'draft.touched',
  },
  {
    bug: 'a kill that is due for a build kills the run beside it, too',
    file: 'stop.ts',
    original: '    if (live?.run !== run || !(live.stopSent || live.leaderGone)) continue;\n',
    planted: '    if (!live || !(live.stopSent || live.leaderGone)) continue;\n',
  },
];
