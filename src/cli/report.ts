import type { Diagnostic } from '../config/diagnostic.ts';
import type { Project } from '../config/project.ts';
import { EXIT } from './exit-code.ts';

/** Prints what was found in the project's files on stderr. True when there is an error among it. */
export async function reportDiagnostics(diagnostics: readonly Diagnostic[]): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { formatDiagnostics } = await import('../config/print.ts');
  const { useColor } = await import('./plain/color.ts');
  const color = useColor({ env: process.env, isTTY: process.stderr.isTTY === true });
  process.stderr.write(formatDiagnostics(diagnostics, { color }));
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Says that no service has this name. Gives the exit status. */
export async function unknownName(name: string, project: Project): Promise<number> {
  process.stderr.write(`error: ${await unknownNameText(name, project)}\n`);
  return EXIT.failed;
}

/** That no service has this name, and which one may have been meant. */
export async function unknownNameText(name: string, project: Project): Promise<string> {
  const { nearest } = await import('../config/suggest.ts');
  const names = project.services.map((service) => service.name);
  const near = nearest(name, names);
  const hint = near ? `did you mean "${near}"?` : `there are: ${names.join(', ')}`;
  return `no service is called "${name}"\n  hint: ${hint}`;
}
