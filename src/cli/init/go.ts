import { basename, join } from 'node:path';
import { type Discovery, type Found, nameOf, nothingOf, readFile, SUGGEST_PORT, type Surroundings } from './found.ts';

/** The programs of a Go module: the package in its root, or those below `cmd`. */
export function findGo(around: Surroundings): Discovery {
  const { dir, disk } = around;
  const source = readFile(around, 'go.mod');
  if (source === null || 'why' in source) return nothingOf(source);
  const module = /^module\s+(\S+)/m.exec(source.text)?.[1] ?? basename(dir);
  const root = mainFile(around, '.');
  const commands = disk.list(join(dir, 'cmd'));
  const below = (Array.isArray(commands) ? commands : []).flatMap((name) => {
    const file = mainFile(around, `cmd/${name}`);
    return file === null ? [] : [program(name, `./cmd/${name}`, file)];
  });
  const services = root === null ? below : [program(module, '.', root)];
  const why = 'there is no package main in the root or below cmd';
  return services.length > 0 ? { services } : { services, leftOut: [{ what: 'go.mod', why }] };
}

function program(name: string, path: string, from: string): Found {
  return {
    name: nameOf(name),
    from,
    table: { exec: `go run ${path}`, watch: ['**/*.go'] },
    notes: ['It is not known which port it listens on, if any.'],
    confidence: 'low',
    suggestions: [SUGGEST_PORT],
  };
}

/** A file of package main in a directory; null if there is none. */
function mainFile({ dir, disk }: Surroundings, path: string): string | null {
  const names = disk.list(join(dir, path));
  for (const name of Array.isArray(names) ? names : []) {
    if (!name.endsWith('.go') || name.endsWith('_test.go')) continue;
    const source = disk.read(join(dir, path, name));
    if (!('code' in source) && /^package main\b/m.test(source.text)) return join(path, name);
  }
  return null;
}
