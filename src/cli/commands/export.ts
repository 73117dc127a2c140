import { loadProject } from '../../config/load.ts';
import { nearest } from '../../core/suggest.ts';
import type { Exported } from '../../export/format.ts';
import { FORMATS } from '../../export/formats.ts';
import { forTerminal } from '../../safe/terminal.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { writeFiles } from '../io/export-files.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';

/**
 * `zdev export FORMAT`: prints the file of that format, or writes its files with `--output`. Returns the exit status.
 */
export async function exportProject(
  values: OptionValues,
  [name = '']: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const load = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (load === undefined) return unknownFormat(name, io);
  const project = await loadProject({ ...loadOptions(values), cwd: io.cwd });
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  if (await reportDiagnostics(errors, io)) return EXIT.usage;
  const format = await load();
  const { files, warnings, refused } = format.write(project);
  if (refused) return fail(io, refused.message, refused.hint);
  const json = values['json'] === true;
  if (!json) tell(warnings, io);
  const { output, force } = values;
  if (typeof output !== 'string') {
    if (!json) return print(name, files, io);
    const unwritten = files.map(({ path, text }) => ({ path, text, state: null }));
    printJson(io, values, 'export', { ok: true, format: name, files: unwritten, warnings });
    return EXIT.ok;
  }
  const written = writeFiles({ dir: output, files, force: force === true, io });
  if (typeof written === 'number') return written;
  if (json) printJson(io, values, 'export', { ok: true, format: name, files: written, warnings });
  else for (const { path, state } of written) io.out(`${path}: ${state}\n`);
  return EXIT.ok;
}

function unknownFormat(name: string, io: CommandIo): number {
  const names = Object.keys(FORMATS);
  const near = nearest(name, names);
  const hint = near === null ? `there are: ${names.join(', ')}` : `did you mean "${near}"?`;
  fail(io, `there is no format "${name}"`, hint, 'usage');
  return EXIT.usage;
}

function tell(warnings: readonly string[], io: CommandIo): void {
  const paint = painter(io.color.err);
  io.err(warnings.map((text) => `${paint('yellow', 'warning:')} ${text}\n`).join(''));
}

function print(name: string, files: Exported['files'], io: CommandIo): number {
  const [file] = files;
  if (file !== undefined && files.length === 1) {
    io.out(Buffer.from(io.terminal ? forTerminal(file.text) : file.text));
    return EXIT.ok;
  }
  fail(
    io,
    `${name} is ${files.length} files: ${files.map(({ path }) => path).join(', ')}`,
    'name a directory for them with --output',
  );
  return EXIT.usage;
}
