import './boot/node-version.ts';
import { loadWithCompiledCode } from './boot/code-cache.ts';

/**
 * The start chunk. Node compiles it anew at each start, so it contains only what loads the rest, together with its
 * compiled code.
 */
async function main(): Promise<void> {
  loadWithCompiledCode();
  const { runZdev } = await import('./entry.ts');
  runZdev(process.argv.slice(2));
}

void main();
