import type { Mutant } from './mutate.ts';

/** The same for what comes from outside the processes of a project: connections, containers, keys, other projects. */
export const OUTSIDE_MUTANTS: readonly Mutant[] = [
  {
    bug: 'what is started on demand is started with the others',
    file: 'commands.ts',
    original: '(event.lazily || !named.has(name)) && staysAsleep(service)',
    planted: 'event.lazily && !named.has(name) && staysAsleep(service)',
  },
  {
    bug: 'a connection wakes nobody',
    file: 'front.ts',
    original: 'if (!service.asleep || draft.shutdown) return;',
    planted: 'if (service.asleep || draft.shutdown) return;',
  },
  {
    bug: 'what was stopped by its name is woken by a connection',
    file: 'commands.ts',
    original: "      intent: 'down',\n      asleep: false,\n",
    planted: "      intent: 'down',\n",
  },
  {
    bug: 'nobody goes to sleep for want of connections',
    file: 'front.ts',
    original: "!front?.idleTimeoutMs || phase.is !== 'running' || !phase.ready || isNeeded(draft, name)",
    planted: 'name',
  },
  {
    bug: 'what is required by what runs goes to sleep',
    file: 'front.ts',
    original: "!front?.idleTimeoutMs || phase.is !== 'running' || !phase.ready || isNeeded(draft, name)",
    planted: "!front?.idleTimeoutMs || phase.is !== 'running'",
  },
  {
    bug: 'connections are cut off before they have got their answers',
    file: 'drain.ts',
    original: "return live.pid !== null && live.drain !== 'done';",
    planted: 'return false;',
  },
  {
    bug: 'what sleeps holds back who requires it',
    file: 'readiness.ts',
    original: '      if (service.asleep) return true;\n',
    planted: '',
  },
  {
    bug: 'a reload wakes who sleeps for want of connections',
    file: 'reload.ts',
    original: 'service.leaving || (service.asleep && !maySleep(spec))',
    planted: 'service.leaving || (service.asleep && !isOnDemand(spec))',
  },
  {
    bug: 'another supervisor takes what was stopped for asleep',
    file: 'restore.ts',
    original: "was.asleep ?? (was.intent === 'down' && isOnDemand(spec))",
    planted: "was.intent === 'down' && isOnDemand(spec)",
  },
  {
    bug: 'who waits for another project starts as soon as that is there',
    file: 'readiness.ts',
    original: "(seen.is === 'there' && seen.ready)) return null;",
    planted: "seen.is === 'there') return null;",
  },
  {
    bug: 'a stop reaches other projects, and all that wait for them',
    file: 'commands.ts',
    original: '[...all].filter((name) => !isExternalName(draft, name))',
    planted: 'all',
  },
  {
    bug: 'that another run is there in another project is told to nobody',
    file: 'external-seen.ts',
    original: "if (seen.is === 'there' && seenLife !== undefined",
    planted: "if (seen.is === 'unknown' && seenLife !== undefined",
  },
  {
    bug: 'the end of everything does not wait for other projects',
    file: 'exit-on.ts',
    original: "if (blocker.type === 'port' || blocker.type === 'external') return true;",
    planted: "if (blocker.type === 'port') return true;",
  },
  {
    bug: 'the signal comes without the keys',
    file: 'stop.ts',
    original: 'stopCommand !== undefined || stopKeys !== undefined',
    planted: 'stopCommand !== undefined',
  },
  {
    bug: 'keys are typed to a container that is not there yet',
    file: 'stop.ts',
    original: 'live.pid !== null && !live.leaderExited;',
    planted: '!live.leaderExited;',
  },
  {
    bug: 'what an engine hangs at cannot be stopped',
    file: 'stop.ts',
    original: ' || live.inContainer === true;',
    planted: ';',
  },
  {
    bug: 'the health check of an image does not count',
    file: 'run.ts',
    original: ', ...(health && { health })',
    planted: '',
  },
  {
    bug: 'the health check of an image does not count after a take-over',
    file: 'restore.ts',
    original: 'return isOpen && health ? { ...spec, health } : spec;',
    planted: 'return spec;',
  },
  {
    bug: 'the time to end of what could not be spawned goes on',
    file: 'run.ts',
    original: '    leaveKillTo(draft, ended, ended.build);\n',
    planted: '',
  },
];
