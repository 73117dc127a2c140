import { chainOf } from '../core/causes/chain.ts';
import type { PathStep, Seen } from '../core/external.ts';
import { causeOfRow } from '../rpc/wire/cause.ts';
import type { Rows } from './neighbour.ts';

/** A way through more projects than anybody has. */
const LONGEST_PATH = 20;

/** What the rows of another project tell of one of its services, for the project in `own`. */
export function seenIn(rows: Rows, service: string, own: string): Seen {
  if (rows === null) return { is: 'down' };
  const row = rows.get(service);
  if (!row) return { is: 'missing' };
  const { state, ready } = row;
  const path = ready ? [] : pathBelow(rows, service, own);
  const last = path.at(-1);
  return {
    ...{ is: 'there', state, ready, life: `${row.run}:${row.pid ?? ''}`, path },
    back: last?.dir === own ? last.service : null,
  };
}

/**
 * What it waits for in other projects, and those in others: the way that leads back to this project, where one does. Cut
 * at this project, so that two that wait for each other tell no more each time.
 */
function pathBelow(rows: NonNullable<Rows>, service: string, own: string): readonly PathStep[] {
  const links = chainOf(service, (name) => {
    const row = rows.get(name);
    return row && causeOfRow(row);
  });
  const paths = links.flatMap(({ via }) => {
    if (via?.type !== 'external') return [];
    const { dir, service, seen } = via;
    return [[{ dir, service }, ...(seen.is === 'there' ? seen.path : [])].slice(0, LONGEST_PATH)];
  });
  const isOwn = ({ dir }: PathStep) => dir === own;
  const back = paths.find((path) => path.some(isOwn));
  return back ? back.slice(0, back.findIndex(isOwn) + 1) : (paths[0] ?? []);
}
