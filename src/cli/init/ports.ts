import { type Found, SUGGEST_PORT } from './found.ts';

/**
 * Two programs cannot listen on one port. Of those that have it only by default, the first keeps it; a later one gets the
 * next that is free, or none where it does not listen on the one that it is given.
 */
export function spreadPorts(all: readonly Found[]): Found[] {
  const owners = new Map<number, string>();
  for (const { name, table, byDefault } of all) if (table.port && !byDefault) owners.set(table.port, name);
  return all.map((found) => {
    const { name, table, byDefault } = found;
    if (!table.port || !byDefault) return found;
    const owner = owners.get(table.port);
    const spread = owner === undefined ? found : byDefault === 'told' ? move(found, owner, owners) : drop(found, owner);
    if (spread.table.port) owners.set(spread.table.port, name);
    return spread;
  });
}

function move({ table, notes, ...rest }: Found, owner: string, owners: ReadonlyMap<number, string>): Found {
  let port = table.port!;
  while (owners.has(port)) port += 1;
  return { ...rest, table: { ...table, port }, notes: [...notes, `Not ${table.port}, which "${owner}" has.`] };
}

function drop({ table: { port, url: _, ...table }, notes, ...rest }: Found, owner: string): Found {
  const note = `"${owner}" has ${port} as well: which one is left for this, is not known.`;
  return { ...rest, table, notes: [...notes, note], suggestions: [SUGGEST_PORT] };
}
