import { type Found, SUGGEST_PORT } from './found.ts';

/**
 * Gives each service its own port, since two programs cannot listen on the same one. Of services with the same default
 * port, the first keeps it. A later one gets the next free port, or none if it ignores `PORT`.
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
