import { loadProject } from '../../config/load.ts';
import { describeProject } from '../../config/print.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';

/** `zdev check`: reads the project as `up` would, and reports its mistakes. Returns the exit status. */
export async function check(
  values: OptionValues,
  _names: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const project = await loadProject({ ...loadOptions(values), cwd: io.cwd, lint: true });
  const wrong = project.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if (values['json']) printJson(io, values, 'check', describeProject(project));
  else {
    await reportDiagnostics(project.diagnostics, io);
    if (!wrong) {
      const names = project.services.map((service) => service.name).join(', ');
      io.out(`${project.files.join(' and ')}: ok (${names})\n`);
    }
  }
  return wrong ? EXIT.usage : EXIT.ok;
}
