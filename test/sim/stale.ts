import { isDeepStrictEqual } from 'node:util';
import { NO_DIAGNOSIS } from '../../src/core/diagnosis.ts';
import type { Event } from '../../src/core/event.ts';
import type { Service } from '../../src/core/state.ts';
import type { Core } from './core-under-test.ts';
import { Violation } from './invariants.ts';
import type { Random } from './random.ts';
import type { View } from './truth.ts';

/** An event of a run that is over changes nothing, whatever it says. Tried with one now and then. */
export function staleEventsChangeNothing(parts: { view: View; core: Core; random: Random }): void {
  const { view, core, random } = parts;
  if (!random.chance(0.05)) return;
  const services = [...view.state.services.values()].filter((service) => service.runs > 0);
  if (services.length === 0) return;
  const service = random.pick(services);
  const over = overRun(service, random);
  if (over === null) return;
  const event = staleEvent(service, over, random);
  const { state, effects } = core.step(view.state, event, view.nowMs);
  if (effects.length === 0 && (state === view.state || isDeepStrictEqual(state.services, view.state.services))) return;
  throw new Violation('staleEventsChangeNothing', `${JSON.stringify(event)} leads to ${JSON.stringify(effects)}`);
}

function overRun(service: Service, random: Random): number | null {
  const run = random.int(1, service.runs);
  return service.live?.run === run || service.build?.run === run ? null : run;
}

function staleEvent(service: Service, run: number, random: Random): Event {
  const { name } = service.spec;
  const attempt = random.int(1, service.probing.attempt + 1);
  // The restart timer belongs to what comes after the run: it is stale when that has come.
  const timer = random.pick(service.nextTryMs === null ? TIMERS : TIMERS.slice(1));
  return random.pick<Event>([
    { type: 'spawned', name, run, pid: 5 },
    { type: 'spawn-failed', name, run, message: 'no such directory' },
    { type: 'exited', name, run, code: random.int(0, 1), signal: null },
    { type: 'tree-gone', name, run },
    { type: 'drained', name, run },
    { type: 'stop-command-ended', name, run, ok: random.chance(0.5) },
    { type: 'input-awaited', name, run, prompt: random.chance(0.5) ? { text: '?', terminal: true } : null },
    { type: 'suspended', name, run, suspended: random.chance(0.5) },
    { type: 'probed', name, run, attempt, ok: random.chance(0.5), error: null, answered: true },
    { type: 'probe-noted', name, run, attempt, error: { type: 'message', text: 'not yet' } },
    ...(service.diagnosing === run ? [] : [{ type: 'diagnosed', name, run, diagnosis: NO_DIAGNOSIS } as const]),
    ...(service.diagnosis?.run === run ? [] : [{ type: 'mended', name, run } as const]),
    { type: 'port-checked', name, run, port: 1000, holder: null },
    { type: 'timer-fired', name, run, timer },
  ]);
}

const TIMERS = ['restart', 'probe', 'start-deadline', 'kill', 'port'] as const;
