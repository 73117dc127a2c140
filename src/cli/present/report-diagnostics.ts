import type { Diagnostic } from '../../config/diagnostic.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { errorJson } from './error.ts';

/**
 * Prints what was found in the project's files on stderr. If a program asked and there are errors, prints JSON on
 * stdout instead. Returns whether there are errors.
 */
export async function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  io: CommandIo = systemIo(),
): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const wrong = diagnostics.some(({ severity }) => severity === 'error');
  if (wrong && io.json) {
    const hint = '`diagnostics` says where';
    io.out(Buffer.from(errorJson('config', 'the project files have errors', hint, { diagnostics })));
    return true;
  }
  const { formatDiagnostics } = await import('../../config/print.ts');
  io.err(formatDiagnostics(diagnostics, { color: io.color.err }));
  if (io.env['GITHUB_ACTIONS'] === 'true' && !io.json) {
    const { annotation } = await import('./github.ts');
    for (const { severity, message, file, line, column, hint } of diagnostics) {
      const place = file === null || line === null ? null : { file, line, column };
      const text = [message, ...(hint === null ? [] : [hint])].join('\n');
      io.err(annotation(severity, text, { title: 'zdev', place }));
    }
  }
  return wrong;
}
