import { hasProc } from '../../system.ts';
import type { ProcessTable } from './table.ts';
import { createProcTable } from './table-linux.ts';
import { createPsTable } from './table-ps.ts';

/** A table of processes that begin from now on; with `older`, of all processes. */
export function createProcessTable(options: { readonly older?: boolean } = {}): ProcessTable {
  return hasProc() ? createProcTable(options) : createPsTable();
}
