/** The tests of this directory that ask for processes, once more as on macOS. */
import { onMac } from '../../helpers/mac.ts';

process.env['NODE_OPTIONS'] = onMac().env.NODE_OPTIONS;

await import('./lock.test.ts');
await import('./take-over.test.ts');
