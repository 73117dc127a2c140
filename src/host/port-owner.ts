import { markerOf } from '../adapters/process/kin.ts';
import { parseMarker } from '../adapters/process/marker.ts';
import type { PortHolder } from '../core/port-holder.ts';
import { listProjects } from './registry.ts';

/** Says of who holds a port which service of which project it is, where zdev started it. */
export function withOwner(holder: PortHolder, projectId: string): PortHolder {
  const value = holder.pid === null ? null : markerOf(holder.pid);
  const marker = value === null ? null : parseMarker(value);
  if (marker === null) return holder;
  const sameProject = marker.project === projectId;
  const dir = sameProject ? null : projectDirOf(marker.project);
  return { ...holder, owner: { service: marker.service, dir, sameProject } };
}

/** The directory of a project that runs now; null for any other. */
function projectDirOf(projectId: string): string | null {
  return listProjects().find(({ project }) => project === projectId)?.dir ?? null;
}
