import type { ServiceTable } from '../../config/keys.ts';
import { findCargo } from './cargo.ts';
import { findDevenv } from './devenv.ts';
import { findDjango } from './django.ts';
import type { Discovery, Found, FoundTarget, LeftOut, Surroundings } from './found.ts';
import { findGo } from './go.ts';
import { neededContainers } from './infrastructure.ts';
import { findMise } from './mise.ts';
import { findMprocs } from './mprocs.ts';
import { findPackages } from './packages.ts';
import { findPitchfork } from './pitchfork.ts';
import { findProcfile } from './procfile.ts';
import { findRails } from './rails.ts';
import { spreadPorts } from './spread-ports.ts';
import { findUnits } from './units.ts';
import { findCompose, findProcessCompose } from './yaml.ts';

/** Everything that goes into the file. */
export interface Discoveries {
  readonly services: readonly Found[];
  readonly targets: readonly FoundTarget[];
  readonly leftOut: readonly LeftOut[];
  readonly doubts: readonly string[];
  /** False: the Procfile in the same directory must not be merged. */
  readonly procfile: boolean;
}

type Finder = (around: Surroundings) => Discovery | Promise<Discovery>;

/** Files that list the processes of a project. Files made only for that come first. */
const LISTS: readonly Finder[] = [findUnits, findProcessCompose, findProcfile, findMprocs, findPitchfork, findDevenv];

/** Kinds of projects, and how they usually run if no such file exists. */
const KINDS: readonly Finder[] = [findRails, findDjango, findMise, findPackages, findGo, findCargo];

/**
 * Looks at the files in a directory. If a file names a service, other files are not used to guess it again. If the
 * project has dev commands, they replace a Procfile for production. Only containers that dev commands need are kept.
 */
export async function discoverServices(around: Surroundings): Promise<Discoveries> {
  const lists = await Promise.all(LISTS.map((find) => find(around)));
  const compose = await findCompose(around);
  const kinds = await Promise.all(KINDS.map((find) => find(around)));
  const guessed = kinds
    .flatMap(({ services }) => services)
    .map((found) => ({ confidence: 'medium' as const, ...found }));
  const isSaid = lists.some(({ services, production }) => production === undefined && services.length > 0);
  const forHost = guessed.length === 0 || isSaid ? [] : lists.flatMap(({ production }) => production ?? []);
  const isHidden = forHost.length > 0;
  const named = lists.flatMap(({ services, production }) =>
    production === undefined || !isHidden
      ? services
      : services.filter((found) => !production.includes(found)).map(withOwnCommand),
  );
  const says = isHidden ? undefined : named[0];
  const own = says === undefined ? [...named, ...guessed] : named;
  const containers = containersFor(own, compose, around);
  const all = unique([...own, ...containers.kept]);
  const containersFirst = [...all.kept].sort((a, b) => Number(b.serves ?? false) - Number(a.serves ?? false));
  const passedOver = says === undefined ? [] : guessed.map((found) => passOver(found, says));
  const everything = [...lists, compose, ...kinds];
  return {
    services: spreadPorts(connect(containersFirst)),
    targets: everything.flatMap(({ targets }) => targets ?? []),
    doubts: everything.flatMap(({ doubts }) => doubts ?? []),
    leftOut: [
      ...everything.flatMap(({ leftOut }) => leftOut ?? []),
      ...containers.leftOut,
      ...all.leftOut,
      ...forHost.map(({ name, from }) => ({ what: `${name} from ${from}`, why: FOR_HOST })),
      ...passedOver,
    ],
    procfile: !isHidden,
  };
}

const FOR_HOST = 'it is for a host; here the project runs from its sources (procfile = false)';

/** Its command no longer comes from the Procfile. */
function withOwnCommand({ command, suggestions: _, ...found }: Found): Found {
  if (command === undefined) return found;
  const { requires: _release, ...table } = found.table;
  return { ...found, table: { exec: command, ...table } };
}

/** If nothing else runs the project, all containers; otherwise those that it needs. */
function containersFor(own: readonly Found[], compose: Discovery, around: Surroundings) {
  if (own.length === 0) return { kept: compose.services, leftOut: [] };
  const built = compose.services.filter(({ serves }) => !serves);
  const why = `${own[0]!.from.replace(/:\d+$/, '')} says how to run it on this machine`;
  const needed = neededContainers(
    compose.services.filter(({ serves }) => serves),
    around,
  );
  return {
    kept: needed.kept,
    leftOut: [...needed.leftOut, ...built.map(({ name, from }) => ({ what: `${name} from ${from}`, why }))],
  };
}

function passOver({ name, from }: Found, named: Found): LeftOut {
  return { what: `${name} from ${from}`, why: `${named.from.replace(/:\d+$/, '')} names the processes` };
}

/** Of two services with the same name, keeps the first. */
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
  'It is assumed to need everything that runs in containers: remove from "requires" what it does not need.';

/** Makes services without stated dependencies wait for the databases, and removes names that no service has. */
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
