import type { Diagnostic } from '../config/diagnostic.ts';

/** Prints what was found in the project's files on stderr. True when there is an error among it. */
export async function reportDiagnostics(diagnostics: readonly Diagnostic[]): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { formatDiagnostics } = await import('../config/print.ts');
  const { useColor } = await import('./plain/color.ts');
  const color = useColor({ env: process.env, isTTY: process.stderr.isTTY === true });
  process.stderr.write(formatDiagnostics(diagnostics, { color }));
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
