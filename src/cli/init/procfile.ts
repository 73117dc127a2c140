import { join } from 'node:path';
import { parseProcfile } from '../../config/procfile.ts';
import { type Discovery, type Found, nothingOf, readFile, type Surroundings } from './found.ts';

/** Production servers, and options that mean production. */
const PRODUCTION =
  /\b(?:gunicorn|uwsgi|waitress-serve|hypercorn|daphne|passenger|unicorn|puma|thin start|heroku-php|apache2)\b|\buvicorn\b(?!.*--reload)|(?:RAILS_ENV|RACK_ENV|NODE_ENV|APP_ENV|DJANGO_ENV)=production|-e production|collectstatic|assets:precompile/;

/** Usual names of processes that serve requests, or run at a release. */
const SERVES = /^(?:web|release|server|app|api)$/;

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

/**
 * The part of a plain Procfile that is for production: a production server, what runs at a release, a program that was
 * built before. Null if the Procfile is for development, like a `Procfile.dev`.
 */
function productionPart(services: readonly Found[], commands: ReadonlyMap<string, string>): readonly Found[] | null {
  if (services.some(({ from }) => !/^Procfile:/.test(from))) return null;
  const web = services.filter(({ name }) => SERVES.test(name));
  const isMeant = web.some(({ name }) => {
    const command = commands.get(name) ?? '';
    return PRODUCTION.test(command) || /^(?:\.?\/)?bin\/(?!rails|dev)\S+/.test(command.trim());
  });
  return isMeant ? web : null;
}
