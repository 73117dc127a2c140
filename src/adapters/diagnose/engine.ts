import { join } from 'node:path';
import { isExecutable } from './files.ts';
import { type Failed, type Found, pathOf } from './request.ts';

/** None of the programs that could run the container is installed. */
export function lookForEngine(failed: Failed): Found | null {
  const { engines } = failed;
  if (engines === null) return null;
  const places = engines.flatMap((engine) =>
    engine.includes('/') ? [engine] : pathOf(failed).map((dir) => join(dir, engine)),
  );
  if (places.some(isExecutable)) return null;
  return { trouble: { type: 'engine-missing', engine: engines[0] ?? '' }, awaited: places };
}
