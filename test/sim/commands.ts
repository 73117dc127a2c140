import type { Event } from '../../src/core/event.ts';
import type { ServiceSpec } from '../../src/core/service.ts';
import type { Random } from './random.ts';

/** What a user (or an editor that saves files) might do next. */
export function randomCommand(random: Random, specs: readonly ServiceSpec[]): Event {
  const names = [random.pick(specs).name];
  if (random.chance(0.15)) names.push(random.pick(specs).name);
  const roll = random.next();
  if (roll < 0.25) return { type: 'start-requested', names, withDependencies: random.chance(0.7) };
  if (roll < 0.45) return { type: 'stop-requested', names };
  if (roll < 0.62) return { type: 'restart-requested', names, dependents: random.chance(0.4) };
  if (roll < 0.72) return { type: 'kill-requested', names, signal: random.pick(['SIGTERM', 'SIGKILL', 'SIGHUP']) };
  return { type: 'files-changed', name: random.pick(specs).name, paths: [`src/${random.int(0, 1_000_000)}`] };
}

/** What `zdev up` begins with. */
export function firstCommand(random: Random, specs: readonly ServiceSpec[]): Event {
  const names = specs.filter((spec) => spec.status === 'start').map((spec) => spec.name);
  // With names or without: without, who is started on demand waits for a connection.
  if (random.chance(0.5)) return { type: 'start-requested', names, withDependencies: true };
  return { type: 'start-requested', names, withDependencies: false, lazily: true };
}
