import { causesIn } from '../../core/causes/cause.ts';
import { type Problem, problemsBelow, problemsOf } from '../../core/causes/problems.ts';
import { toldRun } from '../../core/causes/told.ts';
import { blockersNow } from '../../core/readiness.ts';
import type { Blocker, Service, State } from '../../core/state.ts';
import { chainLines } from '../../present/chain.ts';
import { conditionText } from '../../present/condition.ts';
import { detailTexts } from '../../present/details.ts';
import { nextSteps, questionSteps } from '../../present/next.ts';
import { triggerText } from '../../present/trigger.ts';
import { blockerText } from '../../present/waiting.ts';
import { clipLine } from '../../text/clip.ts';
import type { Control } from '../control.ts';
import type { Problem as WireProblem } from '../results/cause.ts';
import type { Why } from '../results.ts';
import type { Infer } from '../shape.ts';
import { wireMistakes } from './mistakes.ts';
import { waitedNames } from './state.ts';
import { SYMBOLS } from './zinit-values.ts';

/** How many lines of a root's output are sent. */
const OUTPUT_LINES = 10;

/** What is needed to explain a service. */
export type Explained = Pick<Control, 'state' | 'nowMs' | 'logs' | 'changedFiles' | 'mistakes' | 'searchPath'>;

/** `service.why`: zinit's answer, with the whole chain and its roots. */
export function wireWhy(service: Service, control: Explained): Infer<typeof Why> {
  const state = control.state();
  const lookup = causesIn(state, control.nowMs());
  const { spec, phase } = service;
  const blockers = blockersNow(service, { get: (name) => state.services.get(name), graph: state.graph });
  const lines = blockers.map((blocker) => asciiLine(blocker, state));
  const roots = problemsBelow(spec.name, lookup);
  const own = lookup(spec.name);
  return {
    name: spec.name,
    blocked: phase.is === 'blocked',
    waiting_on: waitedNames(blockers),
    conflicts_with: blockers.flatMap((blocker) => (blocker.type === 'conflict' ? [blocker.name] : [])),
    ascii: [
      `${SYMBOLS[phase.is]} ${spec.name} (${phase.is})`,
      ...(lines.length > 0 ? lines : ['  Can start: all dependencies satisfied']),
    ].join('\n'),
    reason: own ? conditionText(own) : 'unknown',
    lines: [
      ...chainLines(spec.name, lookup),
      ...(own?.trigger && roots.length === 0 ? [`  last stop: ${triggerText(own.trigger)}`] : []),
    ],
    roots: roots.map((problem) => wireProblem(problem, control)),
    changed_files: control.changedFiles(),
    mistakes: wireMistakes(control),
    path: spec.kind === 'target' || spec.env['PATH'] !== undefined ? null : control.searchPath,
  };
}

/** All problems at their roots, the worst first. */
export function wireProblems(control: Control, names?: readonly string[]): WireProblem[] {
  const state = control.state();
  const lookup = causesIn(state, control.nowMs());
  return problemsOf(names ?? state.services.keys(), lookup).map((problem) => wireProblem(problem, control));
}

function wireProblem({ cause, severity, waiting }: Problem, { logs, state, nowMs }: Explained): WireProblem {
  const entries = logs.tail({ names: [cause.name], lines: OUTPUT_LINES });
  const told = toldRun(cause);
  const output = entries.filter(({ run }) => run === told).map(({ text }) => clipLine(text));
  return {
    name: cause.name,
    severity,
    state: cause.state,
    reason: conditionText(cause),
    details: detailTexts(cause, causesIn(state(), nowMs())),
    next: [...nextSteps(cause), ...questionSteps(cause, output.at(-1))],
    output,
    waiting,
  };
}

/** A blocker in zinit's words. */
function asciiLine(blocker: Blocker, state: State): string {
  switch (blocker.type) {
    case 'requires':
    case 'after':
    case 'ended':
      return `  -> waiting on ${blocker.name} (${wordOf(blocker.name, state)})`;
    case 'conflict':
      return `  !> conflicts with ${blocker.name} (${wordOf(blocker.name, state)})`;
    case 'port':
    case 'remains':
    case 'external':
      return `  !> ${blockerText(blocker, () => undefined)}`;
  }
}

function wordOf(name: string, state: State): string {
  return state.services.get(name)?.phase.is ?? 'unknown';
}
