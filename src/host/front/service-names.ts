import { edgeDomain, edgeNames, edgeUrl } from '../../config/edge/names.ts';
import { readEdgeSettings } from '../../config/edge/settings.ts';
import type { Project } from '../../config/project.ts';
import type { Changed } from '../../core/changes.ts';
import type { ServiceSpec } from '../../core/service.ts';
import { presentSpecs } from '../../core/state.ts';
import { mistakeText } from '../../present/mistake.ts';
import type { EdgeHost, ProjectEdge } from './edge.ts';

/** The names of the services of a project. */
export interface Names {
  /** The address of each service that has one; empty while the names lead nowhere. A change returns a new map. */
  addresses(): ReadonlyMap<string, string>;
  readonly changed: Changed;
  /** Makes the names lead to the services from now on. */
  open(host: EdgeHost): Promise<void>;
}

/** Gives names to the services of a project; null if the user wants none. They lead nowhere yet. */
export async function nameServices(options: {
  readonly project: Project;
  readonly environ: NodeJS.ProcessEnv;
  readonly specs: readonly ServiceSpec[];
  readonly notice: (message: string) => void;
  /** Called when the addresses have changed. */
  readonly moved: () => void;
}): Promise<Names | null> {
  const { project, notice, moved } = options;
  const { settings, diagnostics } = await readEdgeSettings(options.environ);
  for (const diagnostic of diagnostics) notice(mistakeText({ ...diagnostic, severity: 'warning' }));
  const { port } = settings;
  if (port === null) return null;
  // The branch may change while the project runs, but the name stays.
  const domain = edgeDomain(project);
  let names = edgeNames(domain, options.specs);
  let works = true;
  let edge: ProjectEdge | null = null;
  const addressesNow = () =>
    new Map(works ? names.map(({ service, host }) => [service, edgeUrl(host, port)] as const) : []);
  let addresses = addressesNow();
  return {
    addresses: () => addresses,
    changed(next, previous, touched) {
      if (next.graph !== previous.graph) {
        names = edgeNames(domain, presentSpecs(next));
        addresses = addressesNow();
        edge?.follow(names);
      }
      edge?.changed(next, previous, touched);
    },
    async open(host) {
      const { openEdge } = await import('./edge.ts');
      edge = await openEdge({
        ...host,
        ...{ project, port, names, notice },
        works(now) {
          if (works === now) return;
          works = now;
          addresses = addressesNow();
          moved();
        },
      });
      edge.follow(names);
    },
  };
}
