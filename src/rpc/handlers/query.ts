import { causeOf } from '../../core/causes/cause.ts';
import { conditionText } from '../../present/condition.ts';
import { type Handlers, knownNames, serviceOf } from '../context.ts';
import type { serviceMethods } from '../methods/service.ts';
import { edgesOf } from '../wire/edges.ts';
import { wireMistakes } from '../wire/mistakes.ts';
import { wireSnapshot } from '../wire/service-row.ts';
import { wireState } from '../wire/state.ts';
import { wireStatus } from '../wire/status.ts';
import { wireTree } from '../wire/tree-text.ts';
import { wireProblems, wireWhy } from '../wire/why.ts';

type QueryMethod = Extract<
  keyof typeof serviceMethods,
  | `service.${'list' | 'list_full' | 'snapshot' | 'status' | 'status_full' | 'stats' | 'usage' | 'is_running' | 'why' | 'tree'}`
  | 'project.why'
>;

/** Answers questions about services. Changes nothing. */
export const queryHandlers: Handlers<QueryMethod> = {
  'service.list': (_, { control }) => [...control.state().services.keys()],
  'service.list_full': (_, { control }) =>
    [...control.state().services.values()].map((service) => ({
      name: service.spec.name,
      is_target: service.spec.kind === 'target',
      state: wireState(service),
    })),
  'service.snapshot': ({ name, usage }, { control }) => {
    const wanted = name === undefined ? undefined : knownNames(control, name);
    if (!usage) return wireSnapshot(control, wanted);
    const alive = [...control.state().services.values()].filter(({ live }) => live?.pid).map(({ spec }) => spec.name);
    const names = alive.filter((each) => wanted === undefined || wanted.includes(each));
    // Reading the processes also shows which are suspended, so the rows are made afterwards.
    return control.usage(names).then((usages) => {
      const snapshot = wireSnapshot(control, wanted);
      const services = snapshot.services.map((row) => {
        const usage = usages.get(row.name);
        return usage ? Object.assign(row, { memory_bytes: usage.memoryBytes, cpu_percent: usage.cpuPercent }) : row;
      });
      return { ...snapshot, services };
    });
  },
  'service.status': ({ name }, { control }) => wireStatus(serviceOf(control, name), control.state(), control.nowMs()),
  'service.status_full': ({ name }, { control }) => {
    const service = serviceOf(control, name);
    const { live, spec } = service;
    const state = control.state();
    return {
      name,
      is_target: spec.kind === 'target',
      state: wireState(service),
      dependencies: edgesOf(service, state).flatMap(({ type, name, other, satisfied }) =>
        other ? [{ name, dep_type: type, state: wireState(other), satisfied }] : [],
      ),
      uptime_secs: live ? Math.max(Math.floor((control.nowMs() - live.startedMs) / 1000), 0) : null,
      reason: conditionText(causeOf(service, state, control.nowMs())),
    };
  },
  'service.stats': async ({ name }, { control }) => {
    serviceOf(control, name);
    const usage = (await control.usage([name])).get(name);
    return { pid: usage?.pid ?? 0, memory_bytes: usage?.memoryBytes ?? 0, cpu_percent: usage?.cpuPercent ?? 0 };
  },
  'service.usage': async (_, { control }) => {
    const { services } = control.state();
    const names = [...services.values()].filter(({ live }) => live !== null).map(({ spec }) => spec.name);
    const usages = await control.usage(names);
    return [...usages].map(([name, { memoryBytes, cpuPercent }]) => ({
      name,
      memory_bytes: memoryBytes,
      cpu_percent: cpuPercent,
    }));
  },
  'service.is_running': ({ name }, { control }) => control.state().services.get(name)?.phase.is === 'running',
  'service.why': async ({ name }, { control }) => {
    // Reads its processes, because they may be suspended.
    if (serviceOf(control, name).live) await control.usage([name]);
    return wireWhy(serviceOf(control, name), control);
  },
  'project.why': ({ name }, { control }) => {
    const problems = wireProblems(control, name === undefined ? undefined : knownNames(control, name));
    const mistakes = wireMistakes(control);
    const ok = problems.length === 0 && !mistakes.some(({ severity }) => severity === 'error');
    return { ok, problems, changed_files: control.changedFiles(), mistakes };
  },
  'service.tree': (_, { control }) => ({ ascii: wireTree(control.state()) }),
};
