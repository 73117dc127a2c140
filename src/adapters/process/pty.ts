import type { Launched, LaunchRequest } from './launch.ts';
export async function launchPty(_r: LaunchRequest, _n: (m: string) => void): Promise<Launched | null> {
  return null;
}
