import { join } from 'node:path';
import { type Discovery, type Found, NOTHING, type Surroundings } from './found.ts';

/** A Rails application: its server, and the preparation of its database. */
export function findRails({ dir, disk }: Surroundings): Discovery {
  const has = (path: string) => disk.kind(join(dir, path)) === 'file';
  if (!has('config/application.rb')) return NOTHING;
  const rails = has('bin/rails') ? 'bin/rails' : 'bundle exec rails';
  const from = has('bin/rails') ? 'bin/rails' : 'config/application.rb';
  const migrate: Found = {
    name: 'migrate',
    from: 'config/database.yml',
    table: { exec: `${rails} db:prepare`, oneshot: true },
    notes: ['Creates the database if necessary, and migrates it.'],
  };
  const withDatabase = has('config/database.yml');
  const web: Found = {
    name: 'web',
    from,
    table: {
      exec: `${rails} server -p $PORT`,
      port: 3000,
      url: 'http://localhost:$PORT',
      ...(withDatabase ? { requires: ['migrate'] } : {}),
    },
    notes: ["3000 is Rails' own default; any other port does as well. Rails reloads changed code by itself."],
    byDefault: 'told',
  };
  return { services: withDatabase ? [migrate, web] : [web] };
}
