import { formatMarker, MARKER } from '../../adapters/process/marker.ts';
import type { Project } from '../../config/project.ts';
import type { Changed } from '../../core/changes.ts';
import type { ProjectHooks } from '../../core/hooks.ts';
import type { ServiceSpec } from '../../core/service.ts';
import type { State } from '../../core/state.ts';
import type { Ports } from '../../runtime/ports.ts';
import type { Logs } from '../logs/logs.ts';
import type { Hooks } from './hooks.ts';

/** The hooks of a project in its present config. */
export interface OpenHooks extends Pick<Hooks, 'end'> {
  readonly changed: Changed;
  /** The config was read again. */
  reloaded(hooks: ProjectHooks, specs: readonly ServiceSpec[]): Promise<void>;
}

/** Opens the hooks of a project. Loads nothing if it has none. */
export async function openHooks(parts: {
  readonly project: Pick<Project, 'name' | 'dir' | 'hooks' | 'services'>;
  readonly projectId: string;
  readonly sessionId: string;
  readonly state: () => State;
  readonly nowMs: () => number;
  readonly logs: Pick<Logs, 'since' | 'onNew' | 'record'>;
  readonly output: Ports['output'];
  readonly notice: (message: string) => void;
}): Promise<OpenHooks> {
  const { project, projectId, sessionId, logs } = parts;
  let own = project.hooks;
  let hooks = await load(project.services);

  async function load(specs: readonly ServiceSpec[]): Promise<Hooks | null> {
    const isUsed = Object.keys(own).length > 0 || specs.some((spec) => spec.kind !== 'target' && spec.hooks);
    if (!isUsed) return null;
    const { createHooks } = await import('./hooks.ts');
    const { createHookRunner } = await import('./hook-runner.ts');
    // The marker lets the guardian find processes that a hook has started.
    const marker = formatMarker({ project: projectId, session: sessionId, service: 'hook', run: 0 });
    const opened = createHooks({
      ...parts,
      project: { ...project, hooks: () => own },
      environ: { ...process.env, [MARKER]: marker },
      runner: createHookRunner({ open, told: parts.notice }),
    });
    logs.onNew(opened.lines);
    return opened;
  }

  /** The output of a hook appears as that of a separate service. */
  function open(name: string, run: number) {
    const of = { name, run, purpose: 'exec' } as const;
    return logs.record(of, parts.output(of, false));
  }

  return {
    changed: (...change) => hooks?.changed(...change),
    async reloaded(next, specs) {
      own = next;
      hooks ??= await load(specs);
    },
    end: async () => hooks?.end(),
  };
}
