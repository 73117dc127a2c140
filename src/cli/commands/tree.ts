import { jsonText } from '../../safe/terminal.ts';
import { type Caller, systemCaller } from '../caller.ts';
import { withClient } from '../client.ts';
import { EXIT } from '../exit-code.ts';
import type { OptionValues } from '../options.ts';
import { painter } from '../print/paint.ts';
import { stateStyle, stateText } from '../print/service.ts';
import { cut, widthOf } from '../print/text.ts';
import { dependencyTree, type TreeNode, treeLines } from '../print/tree.ts';

/** `zdev tree`: what requires what. Gives the exit status. */
export function tree(
  values: OptionValues,
  _given: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  return withClient(values, caller, async ({ client }) => {
    const { services } = await client.call('service.snapshot');
    const roots = dependencyTree(services);
    caller.out(values['json'] ? `${jsonText(roots.map(asJson), 2)}\n` : drawn(roots, caller));
    return EXIT.ok;
  });
}

function drawn(roots: readonly TreeNode[], caller: Caller): string {
  const paint = painter(caller.color.out);
  const lines = treeLines(roots);
  const width = Math.max(0, ...lines.map(({ prefix, node }) => prefix.length + node.row.name.length));
  return lines
    .map(({ prefix, node: { row, also } }) => {
      const name = row.kind === 'target' ? paint('bold', row.name) : row.name;
      const blanks = ' '.repeat(width - prefix.length - row.name.length + 2);
      const needs = also.length > 0 ? `  (also requires ${also.join(', ')})` : '';
      const state = cut(stateText(row), Math.max(caller.columns - width - 2, 10));
      const rest = cut(needs, Math.max(caller.columns - width - 2 - widthOf(state), 0));
      return `${paint('dim', prefix)}${name}${blanks}${paint(stateStyle(row) ?? 'dim', state)}${paint('dim', rest)}\n`;
    })
    .join('');
}

interface JsonNode {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
  readonly requires: readonly string[];
  readonly children: readonly JsonNode[];
}

function asJson({ row, children }: TreeNode): JsonNode {
  const { name, kind, state, reason, requires } = row;
  return { name, kind, state, reason, requires, children: children.map(asJson) };
}
