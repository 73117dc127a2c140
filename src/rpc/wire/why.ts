import { blockerText, conditionText, whyLines } from '../../core/explain.ts';
import { blockersOf } from '../../core/readiness.ts';
import type { Blocker, Service, State } from '../../core/state.ts';
import type { Why } from '../results.ts';
import type { Infer } from '../shape.ts';
import { waitedNames } from './state.ts';
import { SYMBOLS } from './words.ts';

/** `service.why`: zinit's answer, with the whole chain beside it. */
export function wireWhy(service: Service, state: State): Infer<typeof Why> {
  const { spec, phase } = service;
  const blockers = blockersNow(service, state);
  const lines = blockers.map((blocker) => asciiLine(blocker, state));
  return {
    name: spec.name,
    blocked: phase.is === 'blocked',
    waiting_on: waitedNames(blockers),
    conflicts_with: blockers.flatMap((blocker) => (blocker.type === 'conflict' ? [blocker.name] : [])),
    ascii: [
      `${SYMBOLS[phase.is]} ${spec.name} (${phase.is})`,
      ...(lines.length > 0 ? lines : ['  Can start: all dependencies satisfied']),
    ].join('\n'),
    reason: conditionText(spec.name, state),
    lines: whyLines(spec.name, state),
  };
}

/** What holds it back; of one that has a process, what would not is not asked. */
function blockersNow(service: Service, state: State): readonly Blocker[] {
  const { phase } = service;
  if (phase.is === 'blocked') return phase.on;
  if (phase.is === 'starting' || phase.is === 'running' || phase.is === 'stopping') return [];
  return blockersOf(service, { get: (name) => state.services.get(name), graph: state.graph });
}

function asciiLine(blocker: Blocker, state: State): string {
  switch (blocker.type) {
    case 'requires':
    case 'after':
      return `  -> waiting on ${blocker.name} (${wordOf(blocker.name, state)})`;
    case 'conflict':
      return `  !> conflicts with ${blocker.name} (${wordOf(blocker.name, state)})`;
    case 'port':
    case 'remains':
      return `  !> ${blockerText(blocker, state)}`;
  }
}

function wordOf(name: string, state: State): string {
  return state.services.get(name)?.phase.is ?? 'unknown';
}
