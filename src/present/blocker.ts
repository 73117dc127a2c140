import type { Blocker } from '../core/state.ts';
import { externalName } from './external.ts';

/** A blocker in as few words as possible: `db`, `port 3000`. */
export function blockerName(blocker: Blocker): string {
  switch (blocker.type) {
    case 'requires':
    case 'after':
    case 'ended':
      return blocker.name;
    case 'conflict':
      return `conflicts with ${blocker.name}`;
    case 'port':
      return `port ${blocker.port}`;
    case 'remains':
      return 'its last run';
    case 'external':
      return externalName(blocker);
  }
}
