import { bytesText } from '../../present/bytes.ts';
import { mistakeText } from '../../present/mistake.ts';
import { elapsedText } from '../../present/time.ts';
import { selfWrittenText } from '../../present/trigger.ts';
import type { Row } from '../../rpc/results.ts';
import type { OptionValues } from '../args/options.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import { stateStyle, stateText } from '../present/service.ts';
import { type Cell, type Column, table } from '../present/table.ts';
import { printable } from '../present/text.ts';

/** `zdev ps`: shows which services run, and why others do not. Returns the exit status. */
export function ps(values: OptionValues, given: readonly string[], io: CommandIo = systemIo()): Promise<number> {
  return withClient(values, io, async ({ client }) => {
    const names = await resolveNames(client, given, io);
    if (!names) return EXIT.failed;
    if (values['quiet'] && !values['json']) {
      const listed = names.length > 0 ? names : await client.call('service.list');
      io.out(listed.map((name) => `${name}\n`).join(''));
      return EXIT.ok;
    }
    const snapshot = await client.call('service.snapshot', {
      usage: true,
      ...(names.length > 0 ? { name: names } : {}),
    });
    if (values['json']) {
      printJson(io, values, 'ps', snapshot);
      return EXIT.ok;
    }
    const rows = snapshot.services.map(cells);
    io.out(table({ columns: COLUMNS, rows, width: io.columns, color: io.color.out }));
    for (const { name, self_written: files } of snapshot.services) {
      if (files.length > 0) io.out(`${name}: ${printable(selfWrittenText(files))}\n`);
    }
    // a supervisor of an earlier version does not report its mistakes
    for (const mistake of snapshot.mistakes ?? []) io.out(`${printable(mistakeText(mistake))}\n`);
    if (snapshot.stopping !== null) io.err(`zdev is stopping: ${printable(snapshot.stopping)}\n`);
    return EXIT.ok;
  });
}

const COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'STATE', flexible: true },
  { title: 'PID', right: true },
  { title: 'UPTIME', right: true },
  { title: 'RESTARTS', right: true },
  { title: 'PORT', right: true },
  { title: 'CPU', right: true },
  { title: 'MEM', right: true },
];

function cells(row: Row): Cell[] {
  const { cpu_percent: cpu, memory_bytes: memory } = row;
  const process = row.kind === 'target' ? null : row.pid;
  return [
    { text: row.name },
    { text: stateText(row), style: stateStyle(row) },
    { text: process === null ? '' : `${process}` },
    { text: row.uptime_ms === null ? '' : elapsedText(row.uptime_ms) },
    { text: row.restarts === 0 ? '' : `${row.restarts}` },
    { text: row.port === null ? '' : `${row.port}` },
    { text: cpu === undefined ? '' : `${cpu.toFixed(1)}%` },
    { text: memory === undefined ? '' : bytesText(memory) },
  ];
}
