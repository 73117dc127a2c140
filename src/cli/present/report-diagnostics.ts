import type { Diagnostic } from '../../config/diagnostic.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { errorJson } from './error.ts';

/**
 * Prints what was found in the project's files on stderr. If a program asked and there are errors, prints JSON on
 * stdout instead. Returns whether there are errors.
 */
export async function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  caller: Caller = systemCaller(),
): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const wrong = diagnostics.some(({ severity }) => severity === 'error');
  if (wrong && caller.json) {
    const hint = '`diagnostics` says where';
    caller.out(Buffer.from(errorJson('config', 'the project files have errors', hint, { diagnostics })));
    return true;
  }
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
  return wrong;
}
