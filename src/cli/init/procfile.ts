import { join } from 'node:path';
import { parseProcfile } from '../../config/procfile.ts';
import { type Discovery, nothingOf, readFile, type Surroundings } from './found.ts';
import { productionPart } from './production.ts';

/** The processes of a Procfile. Their commands stay there, and the tables add to them. */
export function findProcfile(around: Surroundings): Discovery {
  const { dir, disk } = around;
  const name = ['Procfile.dev', 'Procfile'].find((each) => disk.kind(join(dir, each)) === 'file');
  const source = name === undefined ? null : readFile(around, name);
  if (source === null || 'why' in source) return nothingOf(source);
  const { entries } = parseProcfile(source);
  if (entries.length === 0) return nothingOf({ what: source.file, why: 'it has no line of the form "name: command"' });
  const release = entries.find((entry) => entry.name === 'release');
  const services = entries.map((entry) => {
    const isRelease = entry === release;
    return {
      name: entry.name,
      from: `${source.file}:${entry.line}`,
      table: isRelease ? { oneshot: true } : release === undefined ? {} : { requires: ['release'] },
      notes: isRelease ? ['It is assumed to run once, before the others.'] : [],
      command: entry.command,
      suggestions: [`exec = ${JSON.stringify(entry.command)}  # stays in ${source.file}; set here, it would win`],
    };
  });
  const production = productionPart(services, new Map(entries.map(({ name, command }) => [name, command])));
  return { services, ...(production === null ? {} : { production }) };
}
