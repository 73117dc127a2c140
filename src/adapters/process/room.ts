import { checkDescriptors } from './descriptors.ts';
import { checkProcesses } from './process-limit.ts';

/** Makes sure that no limit stops so many runs halfway, or what ends them. Throws an error for the user otherwise. */
export function checkRoom(runs: number): void {
  checkDescriptors(runs);
  checkProcesses(runs);
}
