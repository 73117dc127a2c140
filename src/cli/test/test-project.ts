import { loadProject } from '../../config/load.ts';
import type { LoadOptions, Project } from '../../config/project.ts';
import { changedServices } from '../../core/changes.ts';
import { failedForGood } from '../../core/exit-on.ts';
import type { ServiceSpec } from '../../core/service.ts';
import { type ProjectRun, runProject } from '../../host/project-run.ts';

/** A project that runs isolated from any other run in this directory. */
export interface TestProject {
  readonly project: Project;
  /** The name of this run, which distinguishes it from other runs in this directory. */
  readonly beside: string;
  readonly run: ProjectRun;
}

/** How many `zdev test` may run in one directory at the same time. */
const MAX_BESIDE = 20;

/** Nobody fixes a service while a test waits for it. After this many restarts in a row, it has failed for good. */
const MAX_RESTARTS = 3;

function givingUpSoon(spec: ServiceSpec): ServiceSpec {
  if (spec.kind === 'target') return spec;
  const { maxRestarts } = spec.lifecycle;
  const limit = maxRestarts === 0 ? MAX_RESTARTS : Math.min(maxRestarts, MAX_RESTARTS);
  return { ...spec, lifecycle: { ...spec.lifecycle, maxRestarts: limit } };
}

/** Where the output of a service goes. */
type Sink = ReturnType<Parameters<typeof runProject>[0]['open']>['output'];

interface OpenOptions {
  readonly loadOptions: LoadOptions;
  /** Reports problems of the config. Returns whether there are errors. */
  readonly report: (project: Project) => Promise<boolean>;
  readonly output: (project: Project) => Sink;
  readonly notice: (text: string) => void;
  /** Called with the name of a wanted service that will not come up by itself any more. */
  readonly failed: (name: string) => void;
}

/**
 * Makes this process the supervisor of a separate run, with leased ports and its own state and socket. A string is the
 * reason why that is impossible; null: the config has errors.
 */
export async function openTestProject(options: OpenOptions): Promise<TestProject | string | null> {
  for (let n = 1; ; n++) {
    const beside = n === 1 ? 'test' : `test-${n}`;
    const loadOptions = { ...options.loadOptions, beside };
    const loaded = await loadProject(loadOptions);
    const project = { ...loaded, services: loaded.services.map(givingUpSoon) };
    if (await options.report(project)) return null;
    const run = await runProject({
      project,
      loadOptions,
      outlivesSupervisor: false,
      open: () => ({
        exitOn: 'never',
        watch: false,
        freePorts: false,
        tty: 'none',
        output: options.output(project),
        notice: options.notice,
        changed(...change) {
          for (const { name, service } of changedServices(...change)) if (failedForGood(service)) options.failed(name);
        },
      }),
    });
    if (!('refused' in run)) return { project, beside, run };
    if (!run.running || n === MAX_BESIDE) return run.refused;
  }
}
