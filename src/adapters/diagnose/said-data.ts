import type { Saying } from './saying.ts';

/** Messages of databases and their meaning. */
export const DATA_SAYINGS: readonly Saying[] = [
  {
    said: /PendingMigration|Migrations are pending/,
    means: () => ({ type: 'migrations-pending', command: 'bin/rails db:migrate' }),
  },
  {
    said: /You have \d+ unapplied migration/,
    means: () => ({ type: 'migrations-pending', command: 'python manage.py migrate' }),
  },
  {
    said: /database "([^"]+)" does not exist|Unknown database '([^']+)'/,
    means: ([, a, b]) => ({ type: 'database-missing', name: (a ?? b) as string }),
  },
  { said: /role "([^"]+)" does not exist/, means: ([, name]) => ({ type: 'role-missing', name: name as string }) },
  {
    said: /(?:password|[Pp]eer|Ident|md5) authentication failed for user "([^"]+)"|Access denied for user '([^']*)'|no password supplied|NOAUTH Authentication required|WRONGPASS |MongoServerError: (?:Authentication failed|bad auth)|SCRAM-SERVER-FIRST-MESSAGE: client password must be a string/,
    means: (words) => ({ type: 'login-refused', user: words.slice(1).find(Boolean) ?? null }),
  },
  {
    said: /relation "([^"]+)" does not exist|no such table: ([\w.]+)|Table '([^']+)' doesn't exist|The table `([^`]+)` does not exist/,
    means: (words) => ({ type: 'table-missing', name: words.slice(1).find(Boolean) as string }),
  },
  {
    said: /initialized by PostgreSQL version ([\d.]+), which is not compatible with this version ([\d.]+)/,
    means: ([, made, runs]) => ({ type: 'data-of-another', made: made as string, runs: runs as string }),
  },
];
