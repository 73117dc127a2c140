import type { Diagnostic } from '../../config/diagnostic.ts';
import { jsonText } from '../../safe/terminal.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';

/** Prints what was found in the project's files on stderr. True when there is an error among it. */
export async function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  caller: Caller = systemCaller(),
): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { formatDiagnostics } = await import('../../config/print.ts');
  caller.err(formatDiagnostics(diagnostics, { color: caller.color.err }));
  if (caller.env['GITHUB_ACTIONS'] === 'true' && !caller.json) {
    const { annotation } = await import('./github.ts');
    for (const { severity, message, file, line, column, hint } of diagnostics) {
      const place = file === null || line === null ? null : { file, line, column };
      const text = [message, ...(hint === null ? [] : [hint])].join('\n');
      caller.err(annotation(severity, text, { title: 'zdev', place }));
    }
  }
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The same as JSON on stdout, where there is an error among it: an answer that a program waits for. */
export function diagnosticsAsJson(diagnostics: readonly Diagnostic[], caller: Caller = systemCaller()): boolean {
  const wrong = diagnostics.some(({ severity }) => severity === 'error');
  if (wrong) caller.out(`${jsonText({ ok: false, error: 'the project files have errors', diagnostics }, 2)}\n`);
  return wrong;
}
