import type { ExternalBlocker } from '../core/external.ts';
import { quote } from '../core/shell-quote.ts';

/** The name of a service of another project, for people: `api of ../auth`. */
export function externalName({ project, service }: Pick<ExternalBlocker, 'project' | 'service'>): string {
  return `${service} of ${project}`;
}

/** Why it is not ready. */
export function externalReason({ seen }: ExternalBlocker): string {
  switch (seen.is) {
    case 'unknown':
      return 'zdev asks that project';
    case 'down':
      return 'that project does not run';
    case 'missing':
      return 'that project has no service of this name';
    case 'there':
      return seen.back === null ? `it ${STATES[seen.state]} there` : `it waits for ${seen.back} of this project`;
  }
}

const STATES = {
  inactive: 'is not started',
  blocked: 'is held back',
  starting: 'is starting',
  running: 'is not ready yet',
  stopping: 'is being stopped',
  exited: 'has ended',
  failed: 'has failed',
} satisfies Record<Extract<ExternalBlocker['seen'], { is: 'there' }>['state'], string>;

/** What the user can do about it. */
export function externalSteps({ project, service, seen }: ExternalBlocker): string[] {
  const there = `cd ${quote(project)} && zdev`;
  switch (seen.is) {
    case 'unknown':
      return [];
    case 'down':
      return [`start that project: ${there} up -d`];
    case 'missing':
      return [`use the name of one of its services; this lists them: ${there} ps`];
    case 'there':
      if (seen.back !== null) return ['each waits for the other: remove one of them from requires'];
      if (seen.state === 'inactive' || seen.state === 'exited') return [`start it there: ${there} start ${service}`];
      return [`ask that project why: ${there} why ${service}`];
  }
}
