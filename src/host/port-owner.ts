import { markerOf } from '../adapters/process/kin.ts';
import { parseMarker } from '../adapters/process/marker.ts';
import { branchOf, checkoutOf } from '../config/checkout.ts';
import type { PortHolder, PortOwner } from '../core/port-holder.ts';
import { listProjects } from './registry.ts';

/** The project that asks who holds a port. */
export interface PortAsker {
  readonly projectId: string;
  /** Its directory, without links. */
  readonly root: string;
}

/** Says of who holds a port which service of which project it is, where zdev started it. */
export function withOwner(holder: PortHolder, { projectId, root }: PortAsker): PortHolder {
  const value = holder.pid === null ? null : markerOf(holder.pid);
  const marker = value === null ? null : parseMarker(value);
  if (marker === null) return holder;
  const { service } = marker;
  if (marker.project === projectId) return { ...holder, owner: { service, dir: null, sameProject: true } };
  const dir = projectDirOf(marker.project);
  const checkout = dir === null ? {} : otherCheckout(dir, root);
  return { ...holder, owner: { service, dir, sameProject: false, ...checkout } };
}

/** The directory of a project that runs now; null for any other. */
function projectDirOf(projectId: string): string | null {
  return listProjects().find(({ project }) => project === projectId)?.dir ?? null;
}

function otherCheckout(dir: string, root: string): Pick<PortOwner, 'otherCheckout'> {
  const [other, own] = [checkoutOf(dir), checkoutOf(root)];
  const isOther = other !== null && other.repository === own?.repository && other.root !== own.root;
  return isOther ? { otherCheckout: { branch: branchOf(other) } } : {};
}
