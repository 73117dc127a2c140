import type { Found } from './found.ts';

/** Production servers, and options that mean production. */
const PRODUCTION =
  /\b(?:gunicorn|uwsgi|waitress-serve|hypercorn|daphne|passenger|unicorn|puma|thin start|heroku-php|apache2)\b|\buvicorn\b(?!.*--reload)|(?:RAILS_ENV|RACK_ENV|NODE_ENV|APP_ENV|DJANGO_ENV)=production|-e production|collectstatic|assets:precompile/;

/** Usual names of processes that serve requests, or run at a release. */
const SERVES = /^(?:web|release|server|app|api)$/;

/**
 * The part of a plain Procfile that is for production: a production server, what runs at a release, a program that was
 * built before. Null if the Procfile is for development, like a `Procfile.dev`.
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
