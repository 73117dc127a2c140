import type { ServiceEntry } from './service-entry.ts';

const known = new WeakMap<readonly ServiceEntry[], Map<string, ReadonlySet<string>>>();

/** A target and everything that it needs, directly or not. Its row shows their lines. */
export function membersOf(entries: readonly ServiceEntry[], target: string): ReadonlySet<string> {
  const targets = known.get(entries) ?? new Map<string, ReadonlySet<string>>();
  known.set(entries, targets);
  let members = targets.get(target);
  if (!members) {
    members = reach(entries, target);
    targets.set(target, members);
  }
  return members;
}

function reach(entries: readonly ServiceEntry[], target: string): ReadonlySet<string> {
  const rows = new Map(entries.map(({ row }) => [row.name, row]));
  const members = new Set<string>();
  const waiting = [target];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const row = rows.get(name);
    if (!row || members.has(name)) continue;
    members.add(name);
    waiting.push(...row.requires, ...row.wants);
  }
  return members;
}
