import type { exitOutcome } from '../../src/core/exit-on.ts';
import type { initialState } from '../../src/core/state.ts';
import type { step } from '../../src/core/step.ts';

/** The core that a world tests; a planted bug is put in here. */
export interface Core {
  readonly step: typeof step;
  readonly initialState: typeof initialState;
  readonly exitOutcome: typeof exitOutcome;
}
