import type { ServiceTable } from '../../config/keys.ts';
import { findCargo } from './cargo.ts';
import { findDjango } from './django.ts';
import type { Discovery, Found, FoundTarget, LeftOut, Surroundings } from './found.ts';
import { findGo } from './go.ts';
import { findPackages } from './packages.ts';
import { spreadPorts } from './ports.ts';
import { findProcfile } from './procfile.ts';
import { findRails } from './rails.ts';
import { findUnits } from './units.ts';
import { findCompose, findProcessCompose } from './yaml.ts';

/** All that is to stand in the file. */
export interface Sight {
  readonly services: readonly Found[];
  readonly targets: readonly FoundTarget[];
  readonly leftOut: readonly LeftOut[];
  readonly doubts: readonly string[];
}

type Finder = (around: Surroundings) => Discovery | Promise<Discovery>;

/** Files that name the processes of a project. */
const LISTS: readonly Finder[] = [findUnits, findProcessCompose, findProcfile, findCompose];

/** What a project that has no such file is likely run with. */
const KINDS: readonly Finder[] = [findRails, findDjango, findPackages, findGo, findCargo];

/** Looks around in a directory. What one file says is not guessed again from another. */
export async function lookAround(around: Surroundings): Promise<Sight> {
  const lists = await Promise.all(LISTS.map((find) => find(around)));
  const kinds = await Promise.all(KINDS.map((find) => find(around)));
  const listed = unique(lists.flatMap(({ services }) => services));
  const named = listed.kept.find(({ serves }) => !serves);
  const guessed = kinds.flatMap(({ services }) => services);
  const apart = named === undefined ? unique([...listed.kept, ...guessed]) : listed;
  const passedOver = named === undefined ? [] : guessed.map((found) => passOver(found, named));
  const targets = lists.flatMap((list) => list.targets ?? []);
  const leftOut = [...lists, ...kinds].flatMap((each) => each.leftOut ?? []);
  return {
    services: spreadPorts(connect(apart.kept)),
    targets,
    doubts: lists.flatMap((list) => list.doubts ?? []),
    leftOut: [...leftOut, ...listed.leftOut, ...(named === undefined ? apart.leftOut : []), ...passedOver],
  };
}

function passOver({ name, from }: Found, named: Found): LeftOut {
  return { what: `${name} from ${from}`, why: `${named.from.replace(/:\d+$/, '')} names the processes` };
}

/** Of two with one name the first is kept. */
function unique(all: readonly Found[]): { kept: Found[]; leftOut: LeftOut[] } {
  const kept = new Map<string, Found>();
  const leftOut: LeftOut[] = [];
  for (const found of all) {
    const first = kept.get(found.name);
    if (first === undefined) kept.set(found.name, found);
    else leftOut.push({ what: `${found.name} from ${found.from}`, why: `that name is taken by ${first.from}` });
  }
  return { kept: [...kept.values()], leftOut };
}

const GUESSED =
  'It is taken for granted that it needs all that runs in containers: take out of "requires" what it does not.';

/** Lets those that say nothing of what they need wait for the databases, and leaves out names that nothing has. */
function connect(all: readonly Found[]): Found[] {
  const names = new Set(all.map(({ name }) => name));
  const serving = all.filter(({ serves, table }) => serves && table.status !== 'stop').map(({ name }) => name);
  return all.map((found) => {
    const own = onlyKnown(found.table, names);
    const needs = found.serves || found.from.includes('compose') ? [] : serving;
    if (needs.length === 0) return { ...found, table: own };
    const requires = [...new Set([...(own.requires ?? []), ...needs])];
    return { ...found, table: { ...own, requires }, notes: [...found.notes, GUESSED] };
  });
}

function onlyKnown(table: ServiceTable, names: ReadonlySet<string>): ServiceTable {
  const lists = (['requires', 'after', 'ended', 'wants', 'conflicts'] as const).flatMap((list) => {
    const kept = table[list]?.filter((name) => names.has(name)) ?? [];
    return kept.length === 0 ? [] : [[list, kept] as const];
  });
  const { requires, after, ended, wants, conflicts, ...rest } = table;
  return { ...rest, ...Object.fromEntries(lists) };
}
