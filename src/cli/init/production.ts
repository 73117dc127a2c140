import type { Found } from './found.ts';

/** Servers that are made for production, and what says that it is meant. */
const PRODUCTION =
  /\b(?:gunicorn|uwsgi|waitress-serve|hypercorn|daphne|passenger|unicorn|puma|thin start|heroku-php|apache2)\b|\buvicorn\b(?!.*--reload)|(?:RAILS_ENV|RACK_ENV|NODE_ENV|APP_ENV|DJANGO_ENV)=production|-e production|collectstatic|assets:precompile/;

/** Names of what serves requests, and of what is run at a release. */
const SERVES = /^(?:web|release|server|app|api)$/;

/**
 * What of a plain Procfile is for a host: a production server, what runs at a release, a program that was built before.
 * Null where it says how to work on the project, as a `Procfile.dev` does.
 */
export function productionPart(
  services: readonly Found[],
  commands: ReadonlyMap<string, string>,
): readonly Found[] | null {
  if (services.some(({ from }) => !/^Procfile:/.test(from))) return null;
  const web = services.filter(({ name }) => SERVES.test(name));
  const isMeant = web.some(({ name }) => {
    const command = commands.get(name) ?? '';
    return PRODUCTION.test(command) || /^(?:\.?\/)?bin\/(?!rails|dev)\S+/.test(command.trim());
  });
  return isMeant ? web : null;
}
