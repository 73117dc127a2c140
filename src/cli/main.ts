import './boot/node-version.ts';
import { requireCached } from './boot/code-cache.ts';

/**
 * The start chunk. Node compiles it anew at each start, so it contains only what loads the rest, together with its
 * compiled code.
 */
async function main(): Promise<void> {
  const entry = requireCached<typeof import('./entry.ts')>('cli-entry.cjs') ?? (await import('./entry.ts'));
  entry.runZdev(process.argv.slice(2), requireCached);
}

void main();
