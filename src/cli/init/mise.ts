import { parseToml } from '../../config/parse-toml.ts';
import { type Discovery, type Found, nameOf, nothingOf, readFile, type Surroundings } from './found.ts';
import { literally, placeOf, textOf, textsOf, valuesOf } from './tree-values.ts';

/** Tasks that keep running. Other tasks build, test or release. */
const GOES_ON = /^(?:dev|start|serve|server|watch|worker|web|api)(?:[:._-].+)?$/;

/** The tasks of a `mise.toml` that keep running. The tasks that `dev` runs replace `dev` itself. */
export function findMise(around: Surroundings): Discovery {
  for (const file of ['mise.toml', '.mise.toml', 'mise/config.toml', '.config/mise.toml', '.config/mise/config.toml']) {
    const source = readFile(around, file);
    if (source === null) continue;
    if ('why' in source) return nothingOf(source);
    const table = parseToml(source).value;
    if (table === null) return nothingOf({ what: file, why: 'not valid TOML' });
    const tasks = new Map(Object.entries(valuesOf(table['tasks'])));
    const wanted = [...tasks.keys()].filter((name) => GOES_ON.test(name));
    const services = wanted.flatMap((name) => taskOf(name, tasks.get(name), file, source.text) ?? []);
    return { services };
  }
  return { services: [] };
}

function taskOf(name: string, task: unknown, file: string, text: string): Found | null {
  const own = valuesOf(task);
  const lines = textOf(task) ?? own['run'] ?? own['file'];
  if (textsOf(lines).length === 0) return null;
  const key = literally(name);
  return {
    name: nameOf(name.replace(/[:.]/g, '-')),
    from: placeOf(file, text, new RegExp(`^\\s*(?:\\[tasks\\.["']?${key}["']?\\]|["']?${key}["']?\\s*=)`)),
    table: { exec: `mise run ${name}` },
    notes: [
      `Runs: ${textsOf(lines).join(' && ')}`,
      'A task of this name is assumed to keep running. Others are for building and testing.',
    ],
    confidence: 'medium',
  };
}
