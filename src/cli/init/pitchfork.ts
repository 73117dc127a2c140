import { parseToml } from '../../config/parse-toml.ts';
import { type Discovery, type Found, nameOf, nothingOf, readFile, type Surroundings } from './found.ts';
import { literally, placeOf, textOf, textsOf, valuesOf, variablesOf } from './tree-values.ts';

/** The daemons of a `pitchfork.toml`. */
export function findPitchfork(around: Surroundings): Discovery {
  for (const file of ['pitchfork.toml', '.config/pitchfork.toml', '.pitchfork.toml']) {
    const source = readFile(around, file);
    if (source === null) continue;
    if ('why' in source) return nothingOf(source);
    const table = parseToml(source).value;
    if (table === null) return nothingOf({ what: file, why: 'not valid TOML' });
    const daemons = Object.entries(valuesOf(table['daemons']));
    return { services: daemons.flatMap(([name, daemon]) => daemonOf(name, valuesOf(daemon), file, source.text) ?? []) };
  }
  return { services: [] };
}

function daemonOf(name: string, daemon: Readonly<Record<string, unknown>>, file: string, text: string): Found | null {
  const exec = textOf(daemon['run']);
  if (exec === undefined) return null;
  const health = healthOf(daemon);
  const env = variablesOf(daemon['env']);
  const dir = textOf(daemon['dir']);
  const retry = daemon['retry'];
  const watch = textsOf(daemon['watch']);
  const notes = Object.keys(daemon).filter((key) => LOST.includes(key));
  return {
    name: nameOf(name),
    from: placeOf(file, text, new RegExp(`^\\s*\\[daemons\\.["']?${literally(name)}["']?\\]`)),
    table: {
      exec,
      ...(dir === undefined ? {} : { dir }),
      ...(Object.keys(env).length === 0 ? {} : { env }),
      ...(textsOf(daemon['depends']).length === 0 ? {} : { requires: textsOf(daemon['depends']).map(nameOf) }),
      ...(health === null ? {} : { health }),
      ...(watch.length === 0 ? {} : { watch }),
      lifecycle:
        retry === true
          ? { max_restarts: 0 }
          : Number(retry) > 0
            ? { max_restarts: Number(retry) }
            : { restart: 'never' },
    },
    notes: notes.length === 0 ? [] : [`Not included: ${notes.join(', ')}.`],
  };
}

/** Keys that have no counterpart in zinit.toml. */
const LOST = ['auto', 'cron', 'boot_start', 'hooks', 'user', 'memory_limit', 'cpu_limit'];

function healthOf(daemon: Readonly<Record<string, unknown>>): NonNullable<Found['table']['health']> | null {
  const [line, url, command] = ['ready_output', 'ready_http', 'ready_cmd'].map((key) => textOf(daemon[key]));
  if (url !== undefined) return { type: 'http', target: url };
  if (typeof daemon['ready_port'] === 'number') return { type: 'tcp', target: `localhost:${daemon['ready_port']}` };
  if (line !== undefined) return { type: 'log', target: line };
  return command === undefined ? null : { type: 'exec', target: command };
}
