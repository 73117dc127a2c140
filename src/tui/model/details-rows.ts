import { bytesText } from '../../present/bytes.ts';
import { clockText } from '../../present/time.ts';
import { plain } from '../../text/cut.ts';
import { DISPLAY_STATUSES, displayStatusOf, type Glyphs } from './display-status.ts';
import { wrapWords } from './help.ts';
import { entryNamed, type Model } from './model.ts';
import type { Spans, Tone } from './span.ts';

/** The details (`d`): why the service is in its state, what it depends on, how it is run, and where its output is. */
export function detailsRows(
  model: Model,
  {
    glyphs,
    width,
  }: {
    readonly glyphs: Glyphs;
    readonly width: number;
  },
): readonly Spans[] {
  const { details } = model;
  const entry = details && entryNamed(model, details.name);
  if (!details || !entry) return [];
  const { row } = entry;
  const look = displayStatusOf(row);
  const rows: Spans[] = [];
  const fact = (label: string, text: string | null | undefined, tone?: Tone) => {
    if (text === null || text === undefined || text === '') return;
    const [first = '', ...more] = wrapWords(text, Math.max(width - LABEL - 3, 10));
    rows.push([
      { text: `  ${label.padEnd(LABEL)}`, tone: 'quiet' },
      { text: first, tone },
    ]);
    for (const rest of more) rows.push([{ text: ' '.repeat(LABEL + 2) }, { text: rest, tone }]);
  };
  const heading = (text: string) => rows.push([{ text: ' ' }], [{ text: ` ${text}`, bold: true }]);

  rows.push([
    { text: ` ${glyphs.look(look)} ${row.name}`, bold: true, tone: DISPLAY_STATUSES[look].tone },
    { text: ` ${row.reason}` },
    { text: row.description ? `  ${row.description}` : '', tone: 'quiet' },
  ]);
  if (details.lines.length > 1 && look !== 'ready') {
    heading('WHY');
    for (const line of details.lines) rows.push(...wrapped(line, width - 3));
  }
  for (const root of details.roots.slice(0, MAX_ROOTS)) {
    const of = root.name === row.name ? '' : ` OF ${root.name}`;
    if (root.details.length + root.next.length > 0) heading(`CAUSE${of}`);
    for (const detail of root.details) rows.push(...wrapped(detail, width - 3));
    for (const step of root.next) rows.push(...wrapped(`next: ${step}`, width - 3));
    if (root.output.length > 0) heading(`LAST OUTPUT${of}`);
    for (const line of root.output) rows.push([{ text: `  ${plain(line)}` }]);
  }
  const edges = edgeRows(model, entry.row, glyphs);
  if (edges.length > 0) {
    heading('DEPENDENCIES');
    rows.push(...edges);
  }
  heading('RUN');
  fact('command', row.command);
  fact('directory', row.dir);
  fact('pid', row.pid === null ? null : `${row.pid}${row.tty ? ', on a terminal' : ', on pipes'}`);
  fact('started', row.started_at_ms === null ? null : `${clockText(row.started_at_ms)} (run ${row.run})`);
  fact(
    'restarts',
    row.max_restarts === null ? null : `${row.restarts}${row.max_restarts ? ` of ${row.max_restarts}` : ', no limit'}`,
  );
  fact('last exit', exitText(row));
  fact('build', row.build_error, 'bad');
  fact(
    'memory',
    details.usage
      ? `${bytesText(details.usage.memoryBytes)}, ${Math.round(details.usage.cpuPercent)}% of a core`
      : null,
  );
  fact('port', row.port === null ? null : `${row.port}`);
  fact('url', row.url);
  fact('name', row.edge_url);
  if (row.health !== null) {
    heading('HEALTH');
    fact(row.health, row.health_target);
    fact('last error', row.health_error, 'busy');
    fact('failures', row.health_failures > 0 ? `${row.health_failures} in a row` : null);
  }
  heading('LOG');
  fact('files', `.zdev/logs/${row.name}/`);
  fact('keys', 'e opens the log, r restarts, s starts, F ends the holder of its port, esc closes this');
  return rows;
}

const LABEL = 12;
const MAX_ROOTS = 3;

function wrapped(text: string, width: number): readonly Spans[] {
  return wrapWords(text, width).map((line): Spans => [{ text: `  ${line}` }]);
}

function edgeRows(model: Model, row: NonNullable<ReturnType<typeof entryNamed>>['row'], glyphs: Glyphs): Spans[] {
  const edges = [
    ...row.requires.map((name) => ['requires', name] as const),
    ...row.after.map((name) => ['after', name] as const),
    ...row.ended.map((name) => ['end of', name] as const),
    ...row.wants.map((name) => ['wants', name] as const),
    ...row.conflicts.map((name) => ['conflicts with', name] as const),
    ...model.entries
      .filter((other) => other.row.requires.includes(row.name))
      .map((other) => ['required by', other.row.name] as const),
  ];
  return edges.map(([how, name]) => {
    const other = entryNamed(model, name)?.row;
    const look = other ? displayStatusOf(other) : 'off';
    return [
      { text: `  ${how.padEnd(LABEL + 2)}`, tone: 'quiet' },
      { text: `${glyphs.look(look)} `, tone: DISPLAY_STATUSES[look].tone },
      { text: name },
      { text: other ? `  ${other.reason}` : '  unknown', tone: 'quiet' },
    ];
  });
}

function exitText({ last_exit: exit }: NonNullable<ReturnType<typeof entryNamed>>['row']): string | null {
  if (!exit) return null;
  return `run ${exit.run}: ${exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.code}`}`;
}
