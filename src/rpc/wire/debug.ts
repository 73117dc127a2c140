import type { Service, State } from '../../core/state.ts';
import { failureText } from '../../present/failure.ts';
import { probeText } from '../../present/probe.ts';
import { durationText } from '../../present/time.ts';
import type { ProcessInfo } from '../control.ts';
import { dependentNames, edgesOf } from './edges.ts';
import { waitedNames } from './state.ts';
import { pidOf, SYMBOLS } from './zinit-values.ts';

/** `debug.state`: a paragraph for each service, dependencies first. `processes` are those of its tree. */
export function debugState(
  state: State,
  nowMs: number,
  processes: ReadonlyMap<string, readonly ProcessInfo[]>,
): string {
  const services = state.graph.order.flatMap((name) => state.services.get(name) ?? []);
  const paragraphs = services.map((service) =>
    paragraph(service, state, nowMs, processes.get(service.spec.name) ?? []).join('\n'),
  );
  return `${['=== Service Graph State ===', ...paragraphs].join('\n\n')}\n`;
}

/** `debug.process_tree`. */
export function debugProcesses(name: string, processes: readonly ProcessInfo[]): string {
  const [leader, ...others] = processes;
  if (!leader) return `${name} is not running`;
  return [
    `${name} (pid=${leader.pid})`,
    ...others.map(({ command, pid, ppid, state }, i) => {
      const elbow = i === others.length - 1 ? '└─' : '├─';
      return `  ${elbow} ${command} (pid=${pid}, ppid=${ppid}, ${STATE_WORDS[state] ?? state})`;
    }),
  ].join('\n');
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  I: 'idle',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
};

function paragraph(service: Service, state: State, nowMs: number, processes: readonly ProcessInfo[]): string[] {
  const { spec, phase, restarts, backoffMs, probing } = service;
  const edges = edgesOf(service, state).filter((edge) => edge.type !== 'conflicts');
  const requiredBy = dependentNames(spec.name, state);
  const children = processes.slice(1);
  return [
    `${SYMBOLS[phase.is]} ${spec.name} - ${condition(service, nowMs)}`,
    ...(restarts > 0 ? [`    restart_count: ${restarts}, next_delay: ${backoffMs}ms`] : []),
    ...(probing.lastError ? [`    health check: ${probeText(probing.lastError)}`] : []),
    ...(edges.length > 0 ? ['    ← depends on:'] : []),
    ...edges.map(
      ({ type, name, other, satisfied }) =>
        `      ${satisfied ? '✓' : '✗'} ${type} ${name} (${other?.phase.is ?? 'unknown'})`,
    ),
    ...(requiredBy.length > 0 ? [`    → required by: ${requiredBy.join(', ')}`] : []),
    ...(children.length > 0 ? ['    └─ child processes:'] : []),
    ...children.map(
      ({ command, pid, state }, i) =>
        `       ${i === children.length - 1 ? '└─' : '├─'} ${command} (pid=${pid}, state=${state})`,
    ),
  ];
}

function condition(service: Service, nowMs: number): string {
  const { phase, live } = service;
  const pid = `pid=${pidOf(service)}`;
  switch (phase.is) {
    case 'inactive':
      return 'Inactive';
    case 'blocked':
      return `Blocked (waiting on: ${waitedNames(phase.on).join(', ')})`;
    case 'starting':
      return `Starting (${pid})`;
    case 'running':
      return `Running (${pid}, uptime=${live ? `${Math.floor((nowMs - live.startedMs) / 1000)}s` : '?'})`;
    case 'stopping':
      return `Stopping (${pid}, for ${durationText(nowMs - service.sinceMs)})`;
    case 'exited':
      return `Exited (code=${phase.code === null ? 'None' : `Some(${phase.code})`})`;
    case 'failed': {
      const { failure } = phase;
      return `Failed (${failure.type === 'exit-code' ? `exited with code ${failure.code}` : failureText(failure)})`;
    }
  }
}
