import { changedText, pathText } from '../../present/changed.ts';
import { mistakeText } from '../../present/mistake.ts';
import type { OptionValues } from '../args/options.ts';
import { besidesChanged, sayChangedFiles } from '../client/config-changed.ts';
import { resolveNames } from '../client/match-names.ts';
import { findProject, type Running, useClient } from '../client/project-client.ts';
import { problemLines, waitersText } from '../client/why.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';

/**
 * `zdev why`: explains why services are in their state, down to the causes. Without a name, explains every service that
 * is not as wanted. Returns the exit status: 0 if all are as wanted.
 */
export async function why(values: OptionValues, given: readonly string[], io: CommandIo = systemIo()): Promise<number> {
  const place = await findProject(values, io);
  // A program reads only one answer.
  if (!place.client && !place.problem && (await tellMistakes(values, io)) && io.json) return EXIT.failed;
  return useClient(place, io, (running) =>
    given.length === 0 ? everything(running, values, io) : some(running, values, given, io),
  );
}

async function some(
  { client }: Running,
  values: OptionValues,
  given: readonly string[],
  io: CommandIo,
): Promise<number> {
  const names = await resolveNames(client, given, io);
  if (!names) return EXIT.failed;
  const explanations = await Promise.all(names.map((name) => client.call('service.why', { name })));
  const status = explanations.every(({ roots }) => roots.length === 0) ? EXIT.ok : EXIT.failed;
  if (values['json']) {
    const [first, ...more] = explanations;
    printJson(io, values, 'why', first && more.length === 0 ? first : explanations);
    return status;
  }
  const paint = painter(io.color.out);
  for (const { lines, roots, changed_files: changed, mistakes, path } of explanations) {
    const notes = [
      changedText(changed ?? []),
      pathText(path ?? null, io.env['PATH']),
      ...besidesChanged(mistakes, changed).map(mistakeText),
    ];
    const [first = '', ...rest] = [
      ...lines.map(printable),
      ...roots.flatMap(problemLines),
      ...notes.flatMap((note) => (note === null ? [] : [`  note: ${printable(note)}`])),
    ];
    io.out([paint('bold', first), ...rest, ''].join('\n'));
  }
  return status;
}

async function everything({ client }: Running, values: OptionValues, io: CommandIo): Promise<number> {
  const answer = await client.call('project.why', {});
  if (!values['json']) sayChangedFiles(answer.changed_files, io);
  if (values['json']) printJson(io, values, 'why', answer);
  else {
    if (answer.ok) io.out('everything is as wanted\n');
    for (const mistake of besidesChanged(answer.mistakes, answer.changed_files))
      io.out(`${printable(mistakeText(mistake))}\n`);
    const paint = painter(io.color.out);
    for (const problem of answer.problems) {
      const head = paint('bold', `${problem.name}: ${printable(problem.reason)}`);
      io.out([head, ...problemLines(problem), ...waitersText(problem), ''].join('\n'));
    }
  }
  return answer.ok ? EXIT.ok : EXIT.failed;
}

/** If zdev does not run, its files may be the reason. Prints their mistakes and returns whether there are any. */
async function tellMistakes(values: OptionValues, io: CommandIo): Promise<boolean> {
  const { loadProject } = await import('../../config/load.ts');
  const { loadOptions } = await import('../args/project-options.ts');
  const { reportDiagnostics } = await import('../present/report-diagnostics.ts');
  const project = await loadProject({ ...loadOptions(values), cwd: io.cwd });
  return reportDiagnostics(project.diagnostics, io);
}
