import type { HookEvent } from '../../core/hooks.ts';
import { isReady } from '../../core/readiness.ts';
import type { Service, State } from '../../core/state.ts';

/** The hook events of a service between two states. */
export function hookEventsOf(next: Service, before: Service | undefined, state: State, previous: State): HookEvent[] {
  const is = (service: Service | undefined, of: State) =>
    service !== undefined && isReady(service, { get: (name) => of.services.get(name) });
  const runOf = ({ live }: Service) => (live?.purpose === 'exec' && live.pid !== null ? live.run : null);
  const began = runOf(next) !== null && (!before || runOf(before) !== runOf(next)) && next.live?.adopted !== true;
  const hadRun = before?.lastExit !== null && before !== undefined;
  const stopped = next.phase.is === 'exited' || next.phase.is === 'inactive';
  return [
    ...(began && hadRun ? (['restarted'] as const) : []),
    ...(is(next, state) && !is(before, previous) ? (['ready'] as const) : []),
    ...(next.phase.is === 'failed' && before?.phase.is !== 'failed' ? (['failed'] as const) : []),
    ...(stopped && before?.phase.is === 'stopping' ? (['stopped'] as const) : []),
  ];
}

/** Whether all wanted services are ready. False if none is wanted. */
export function isAllReady(state: State): boolean {
  const wanted = [...state.services.values()].filter(({ intent }) => intent === 'up');
  const isSo = (service: Service) => isReady(service, { get: (name) => state.services.get(name) });
  return wanted.length > 0 && wanted.every(isSo);
}
