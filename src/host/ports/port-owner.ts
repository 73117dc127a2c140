import { markerOf } from '../../adapters/process/kin.ts';
import { parseMarker } from '../../adapters/process/marker.ts';
import { branchOf, checkoutOf, sameRepository } from '../../config/checkout.ts';
import type { PortHolder, PortOwner } from '../../core/port-holder.ts';
import { listProjects } from '../lock/registry.ts';

/** The project that asks who holds a port. */
export interface PortAsker {
  readonly projectId: string;
  /** Its directory, without links. */
  readonly root: string;
}

/** Says of who holds a port which service of which project it is, where zdev started it or listens itself. */
export function withOwner(holder: PortHolder, { projectId, root }: PortAsker): PortHolder {
  const found = holder.pid === null ? null : holding(holder.pid);
  if (found === null) return holder;
  const { service, project } = found;
  if (project === projectId) return { ...holder, owner: { service, dir: null, sameProject: true } };
  const dir = listProjects().find((one) => one.project === project)?.dir ?? null;
  const checkout = dir === null ? {} : otherCheckout(dir, root);
  return { ...holder, owner: { service, dir, sameProject: false, ...checkout } };
}

/** The service and the project that a process belongs to: by its marker, or as the supervisor of a project that runs. */
function holding(pid: number): { readonly service: string; readonly project: string } | null {
  const value = markerOf(pid);
  if (value !== null) return parseMarker(value);
  const project = listProjects().find((one) => one.pid === pid)?.project;
  return project === undefined ? null : { service: 'zdev', project };
}

function otherCheckout(dir: string, root: string): Pick<PortOwner, 'otherCheckout'> {
  const [other, own] = [checkoutOf(dir), checkoutOf(root)];
  const isOther = other !== null && other.root !== own?.root && sameRepository(other, own);
  return isOther ? { otherCheckout: { branch: branchOf(other) } } : {};
}
