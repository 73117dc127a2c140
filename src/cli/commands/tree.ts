import { type TreeLine, treeLines } from '../../present/tree.ts';
import type { Row } from '../../rpc/results.ts';
import { textWidth, truncate } from '../../text/width.ts';
import type { OptionValues } from '../args/options.ts';
import { withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { stateStyle, stateText } from '../present/service.ts';

/** `zdev tree`: shows which service requires which. Returns the exit status. */
export function tree(values: OptionValues, _given: readonly string[], io: CommandIo = systemIo()): Promise<number> {
  return withClient(values, io, async ({ client }) => {
    const { services } = await client.call('service.snapshot');
    const rows = new Map(services.map((row) => [row.name, row]));
    const lines = treeLines(services).flatMap((line) => {
      const row = rows.get(line.name);
      return row ? [{ line, row }] : [];
    });
    if (values['json']) printJson(io, values, 'tree', nested(lines));
    else io.out(drawn(lines, io));
    return EXIT.ok;
  });
}

interface PlacedRow {
  readonly line: TreeLine;
  readonly row: Row;
}

function drawn(placed: readonly PlacedRow[], io: CommandIo): string {
  const paint = painter(io.color.out);
  const width = Math.max(0, ...placed.map(({ line, row }) => connector(line).length + row.name.length));
  return placed
    .map(({ line, row }) => {
      const prefix = connector(line);
      const also = row.kind === 'target' ? [] : row.requires.filter((name) => name !== line.parent);
      const name = row.kind === 'target' ? paint('bold', row.name) : row.name;
      const blanks = ' '.repeat(width - prefix.length - row.name.length + 2);
      const needs = also.length > 0 ? `  (also requires ${also.join(', ')})` : '';
      const state = truncate(stateText(row), Math.max(io.columns - width - 2, 10));
      const rest = truncate(needs, Math.max(io.columns - width - 2 - textWidth(state), 0));
      return `${paint('dim', prefix)}${name}${blanks}${paint(stateStyle(row) ?? 'dim', state)}${paint('dim', rest)}\n`;
    })
    .join('');
}

function connector({ depth, trunks, last }: TreeLine): string {
  if (depth === 0) return '';
  return `${trunks.map((goesOn) => (goesOn ? '│  ' : '   ')).join('')}${last ? '└─ ' : '├─ '}`;
}

type JsonNode = Pick<Row, 'name' | 'kind' | 'state' | 'reason' | 'requires'> & { readonly children: JsonNode[] };

function nested(placed: readonly PlacedRow[]): readonly JsonNode[] {
  const roots: JsonNode[] = [];
  const nodes = new Map<string, JsonNode>();
  for (const { line, row } of placed) {
    const { name, kind, state, reason, requires } = row;
    const node: JsonNode = { name, kind, state, reason, requires, children: [] };
    nodes.set(name, node);
    (nodes.get(line.parent ?? '')?.children ?? roots).push(node);
  }
  return roots;
}
