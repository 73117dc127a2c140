/** The tests of this directory that end processes, or go on with them, once more as on macOS. */
import { onMac } from '../../helpers/mac.ts';

process.env['NODE_OPTIONS'] = onMac().env.NODE_OPTIONS;

await import('./adopt.test.ts');
await import('./guardian.test.ts');
await import('./detached.test.ts');
await import('./leftovers.test.ts');
await import('./stop.test.ts');
