import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isForwarder } from '../../core/port-holder.ts';
import { markerIn } from './marker.ts';

/** Whether a process belongs to a run. `unclear`: it hides its environment, or lives in a container. */
export type Kinship = 'kin' | 'stranger' | 'unclear';

/** A process and all that it has started and is still below it (Linux). */
export function familyOf(pid: number): readonly number[] {
  const family = [pid];
  for (let i = 0; i < family.length && i < MAX_FAMILY; i++) family.push(...childrenOf(family[i]!));
  return family;
}

/** More processes than any service has; the limit ends a walk through a forest that grows under it. */
const MAX_FAMILY = 10_000;

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim();
      return children === '' ? [] : children.split(' ').map(Number);
    });
  } catch {
    return []; // gone
  }
}

/**
 * Whether a process that is not below the leader belongs to its run all the same: by group, session or marker. A
 * stranger is only who provably does not (Linux).
 */
export function kinshipOf(
  pid: number,
  run: { readonly leader: number; readonly isOwn: (marker: string) => boolean },
): Kinship {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(group) === run.leader || Number(session) === run.leader) return 'kin';
    const environ = readFileSync(`/proc/${pid}/environ`);
    const marker = markerIn(environ);
    if (marker !== null) return run.isOwn(marker) ? 'kin' : 'stranger';
    return isInContainer(pid) || !isEnvironment(environ) ? 'unclear' : 'stranger';
  } catch {
    return 'unclear';
  }
}

/** The marker that a process carries; null where it has none, or cannot be read. */
export function markerOf(pid: number): string | null {
  try {
    return markerIn(readFileSync(`/proc/${pid}/environ`));
  } catch {
    return null;
  }
}

/** Programs that show a title of their own write over their environment: then nothing is to be read from it. */
function isEnvironment(environ: Buffer): boolean {
  return /(?:^|\0)(?:PATH|HOME|PWD|USER|LANG|SHELL)=/.test(environ.toString('latin1'));
}

const CONTAINERS = /docker|libpod|podman|containerd|kubepods|crio|lxc|buildkit|machine\.slice/;

function isInContainer(pid: number): boolean {
  const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  if (isForwarder(name) || CONTAINERS.test(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))) return true;
  return ['net', 'pid'].some(
    (kind) => readlinkSync(`/proc/${pid}/ns/${kind}`) !== readlinkSync(`/proc/self/ns/${kind}`),
  );
}
