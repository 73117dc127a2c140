import { markerOf } from '../../adapters/process/kin.ts';
import { parseMarker } from '../../adapters/process/marker.ts';
import { branchOf, checkoutOf, sameRepository } from '../../config/checkout.ts';
import type { PortHolder, PortOwner } from '../../core/port-holder.ts';
import { listProjects } from '../lock/registry.ts';

/** The project that wants to know the holder of a port. */
export interface PortAsker {
  readonly projectId: string;
  /** Its directory, without symbolic links. */
  readonly root: string;
}

/** Adds the service and project to the holder of a port, if zdev started it or listens itself. */
export function withOwner(holder: PortHolder, { projectId, root }: PortAsker): PortHolder {
  const found = holder.pid === null ? null : holding(holder.pid);
  if (found === null) return holder;
  const { service, project } = found;
  if (project === projectId) return { ...holder, owner: { service, dir: null, sameProject: true } };
  const dir = listProjects().find((one) => one.project === project)?.dir ?? null;
  const checkout = dir === null ? {} : otherCheckout(dir, root);
  return { ...holder, owner: { service, dir, sameProject: false, ...checkout } };
}

/** The service and project of a process, from its marker or because it is the supervisor of a running project. */
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
