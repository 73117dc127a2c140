import { readsInput } from '../../adapters/process/reads-input.ts';
import type { Supervisor } from '../../runtime/supervisor.ts';
import type { Logs } from '../logs/logs.ts';
import type { TerminalSize } from './run-screen.ts';
import { createTerminals, type Terminals } from './terminals.ts';

/** Opens the terminals of a session. The supervisor is created later, so it is passed as a function. */
export function openTerminals({
  logs,
  supervisor,
  size,
}: {
  readonly logs: Logs;
  readonly supervisor: () => Supervisor;
  readonly size: TerminalSize | undefined;
}): Terminals {
  return createTerminals({
    size,
    outputOf: logs.ringOf,
    writtenBy: logs.writtenBy,
    handleOf: ({ name, run }) => supervisor().handleOf(name, run),
    asked: ({ name, run }, prompt) => supervisor().send({ type: 'input-awaited', name, run, prompt }),
    reads: readsInput,
  });
}
