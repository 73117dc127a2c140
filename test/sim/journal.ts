import type { RunIdentity } from '../../src/core/restored.ts';
import type { State } from '../../src/core/state.ts';
import type { Journal as Written } from '../../src/host/adoption/journal.ts';
import { journalEntry } from '../../src/host/adoption/journal-entry.ts';
import type { Ledger } from './ledger.ts';
import type { Memory } from './memory.ts';
import type { Tree } from './process-tree.ts';
import type { Processes } from './processes.ts';

/** What a supervisor leaves written, with what had really been asked for by then. */
export interface Page {
  readonly services: Written['services'];
  readonly memory: Memory;
  /** The runs that there had been by then, by service. */
  readonly trees: ReadonlyMap<string, readonly Tree[]>;
}

/** The journal of the host: written some time after a change, so that it may be older than what it tells of. */
export function writePage(parts: {
  state: State;
  ledger: Ledger;
  processes: Processes;
  wallMs: number;
  identityOf: (name: string, run: number) => RunIdentity | null;
}): Page {
  const { state, ledger, processes, wallMs, identityOf } = parts;
  // What is being stopped for good is not to come back.
  const services = state.shutdown ? [] : [...state.services.values()];
  return {
    services: services.map((service) => journalEntry({ service, identityOf, wallMs })),
    memory: ledger.remember(),
    trees: processes.remember(),
  };
}
