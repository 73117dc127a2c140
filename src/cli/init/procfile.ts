import { join } from 'node:path';
import { parseProcfile } from '../../config/procfile.ts';
import { type Discovery, NOTHING, type Surroundings } from './found.ts';

/** The processes of a Procfile: their commands stay there, and the tables add to them. */
export function findProcfile({ dir, disk }: Surroundings): Discovery {
  const name = ['Procfile.dev', 'Procfile'].find((each) => disk.kind(join(dir, each)) === 'file');
  const source = name === undefined ? null : disk.read(join(dir, name));
  if (source === null || 'code' in source) return NOTHING;
  const { entries } = parseProcfile(source);
  const release = entries.find((entry) => entry.name === 'release');
  return {
    services: entries.map((entry) => {
      const isRelease = entry === release;
      return {
        name: entry.name,
        from: `${source.file}:${entry.line}`,
        table: isRelease ? { oneshot: true } : release === undefined ? {} : { requires: ['release'] },
        notes: isRelease ? ['It is taken to be run once, before the others.'] : [],
        suggestions: [`exec = ${JSON.stringify(entry.command)}  # stays in ${source.file}; set here, it would win`],
      };
    }),
  };
}
