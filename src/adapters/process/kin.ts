import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isForwarder } from '../../core/port-holder.ts';
import { markerIn } from './marker.ts';

/** Whether a process belongs to a run. `unclear`: it hides its environment, or lives in a container. */
export type Kinship = 'kin' | 'stranger' | 'unclear';

/** A process and all its living descendants (Linux). */
export function familyOf(pid: number): readonly number[] {
  const family = [pid];
  for (let i = 0; i < family.length && i < MAX_FAMILY; i++) family.push(...childrenOf(family[i]!));
  return family;
}

/** More processes than any service has. The limit ends a walk through a tree that grows meanwhile. */
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
 * Whether a process that is not below the leader still belongs to its run, by group, session or marker. Only a process
 * that provably does not belong is a stranger (Linux).
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

/** The marker of a process; null if it has none or cannot be read. */
export function markerOf(pid: number): string | null {
  try {
    return markerIn(readFileSync(`/proc/${pid}/environ`));
  } catch {
    return null;
  }
}

/**
 * Whether the text is an environment. Programs that show their own title overwrite their environment, and then nothing
 * can be read from it.
 */
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
