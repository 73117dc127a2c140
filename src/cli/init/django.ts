import { join } from 'node:path';
import { type Discovery, NOTHING, nothingOf, readFile, type Surroundings } from './found.ts';

/** A Django project: its server, and its migrations. */
export function findDjango(around: Surroundings): Discovery {
  const source = readFile(around, 'manage.py');
  if (source === null || 'why' in source) return nothingOf(source);
  if (!/django/i.test(source.text)) return NOTHING;
  const { command, note } = pythonOf(around);
  return {
    services: [
      {
        name: 'migrate',
        from: 'manage.py',
        table: { exec: `${command} manage.py migrate`, oneshot: true },
        notes: [note],
      },
      {
        name: 'web',
        from: 'manage.py',
        table: {
          exec: `${command} manage.py runserver $PORT`,
          port: 8000,
          url: 'http://localhost:$PORT',
          requires: ['migrate'],
        },
        notes: ["8000 is Django's own default; any other port does as well. Django reloads changed code by itself."],
        byDefault: 'told',
      },
    ],
  };
}

/** Files that show which Python a project uses, the most reliable first. */
const PYTHONS = [
  { file: '.venv/bin/python', command: '.venv/bin/python' },
  { file: 'venv/bin/python', command: 'venv/bin/python' },
  { file: 'uv.lock', command: 'uv run python' },
  { file: 'poetry.lock', command: 'poetry run python' },
  { file: 'Pipfile', command: 'pipenv run python' },
];

function pythonOf({ dir, disk, environ }: Surroundings): { command: string; note: string } {
  const known = PYTHONS.find(({ file }) => disk.kind(join(dir, file)) === 'file');
  if (known !== undefined)
    return { command: known.command, note: `Run with ${known.command}, since there is ${known.file}.` };
  const command = disk.finds('python', environ['PATH']) ? 'python' : 'python3';
  return { command, note: `Run with the ${command} of the PATH: no virtual environment was found.` };
}
