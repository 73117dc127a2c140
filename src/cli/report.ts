import type { Diagnostic } from '../config/diagnostic.ts';
import { type Caller, systemCaller } from './caller.ts';

/** Prints what was found in the project's files on stderr. True when there is an error among it. */
export async function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  caller: Caller = systemCaller(),
): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { formatDiagnostics } = await import('../config/print.ts');
  caller.err(formatDiagnostics(diagnostics, { color: caller.color.err }));
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
