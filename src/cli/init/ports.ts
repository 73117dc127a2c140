import { type Found, SUGGEST_PORT } from './found.ts';

/**
 * Two programs cannot listen on one port. Of those that have it only by default, the first keeps it; a later one gets the
 * next that is free, or none where it does not listen on the one that it is given.
 */
export function spreadPorts(all: readonly Found[]): Found[] {
  const owners = new Map<number, string>();
  for (const { name, table, byDefault } of all) {
    if (typeof table.port === 'number' && !byDefault) owners.set(table.port, name);
  }
  return all.map((found) => {
    const { name, table, byDefault } = found;
    if (typeof table.port !== 'number' || !byDefault) return found;
    const owner = owners.get(table.port);
    const isTold = byDefault === 'told';
    const spread = owner === undefined ? found : isTold ? move(found, table.port, owner, owners) : drop(found, owner);
    if (typeof spread.table.port === 'number') owners.set(spread.table.port, name);
    return spread;
  });
}

function move(
  { table, notes, ...rest }: Found,
  taken: number,
  owner: string,
  owners: ReadonlyMap<number, string>,
): Found {
  let port = taken;
  while (owners.has(port)) port += 1;
  return { ...rest, table: { ...table, port }, notes: [...notes, `Not ${taken}, because "${owner}" has it.`] };
}

function drop({ table: { port, url: _, ...table }, notes, ...rest }: Found, owner: string): Found {
  const note = `"${owner}" also has ${port}: set another port here.`;
  return { ...rest, table, notes: [...notes, note], suggestions: [SUGGEST_PORT] };
}
