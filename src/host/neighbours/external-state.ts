import { chainOf } from '../../core/causes/chain.ts';
import type { PathStep, Seen } from '../../core/external.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import type { Rows } from './neighbour.ts';

/** Longer than any real path through other projects. */
const LONGEST_PATH = 20;

/** The state of a service of another project, from the rows of that project. `own` is the asking project. */
export function externalStateIn(rows: Rows, service: string, own: string): Seen {
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
 * The services that it waits for in other projects, and so on: the path that leads back to this project, if there is
 * one. It ends at this project, so that two projects that wait for each other do not report ever longer paths.
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
