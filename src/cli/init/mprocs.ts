import { parseYaml } from '../../config/import/yaml.ts';
import { commandLine } from '../../core/shell-quote.ts';
import { type Discovery, type Found, nameOf, nothingOf, readFile, type Surroundings } from './found.ts';
import { literally, placeOf, plainOf, textOf, textsOf, valuesOf, variablesOf } from './tree-values.ts';

/** The processes of an `mprocs.yaml`. */
export function findMprocs(around: Surroundings): Discovery {
  for (const file of ['mprocs.yaml', 'mprocs.yml', 'mprocs.json']) {
    const source = readFile(around, file);
    if (source === null) continue;
    if ('why' in source) return nothingOf(source);
    const { root } = parseYaml(source);
    if (root === null) return nothingOf({ what: file, why: 'not valid YAML' });
    const procs = Object.entries(valuesOf(valuesOf(plainOf(root))['procs']));
    return { services: procs.flatMap(([name, proc]) => procOf(name, proc, file, source.text) ?? []) };
  }
  return { services: [] };
}

function procOf(name: string, proc: unknown, file: string, text: string): Found | null {
  const own = valuesOf(proc);
  const cmd = Array.isArray(proc) ? textsOf(proc) : textsOf(own['cmd']);
  const exec = textOf(proc) ?? textOf(own['shell']) ?? (cmd.length > 0 ? commandLine(cmd) : undefined);
  if (exec === undefined) return null;
  const dir = textOf(own['cwd'])?.replace(/^<CONFIG_DIR>\/?/, '');
  const env = variablesOf(own['env']);
  const stop = own['stop'];
  const signal = stop === 'SIGINT' || stop === 'SIGTERM' || stop === 'SIGKILL' ? stop : null;
  return {
    name: nameOf(name),
    from: placeOf(file, text, new RegExp(`^\\s*["']?${literally(name)}["']?\\s*:`)),
    table: {
      exec,
      ...(dir ? { dir } : {}),
      ...(Object.keys(env).length === 0 ? {} : { env }),
      ...(own['autostart'] === 'false' ? { status: 'stop' as const } : {}),
      lifecycle: {
        restart: own['autorestart'] === 'true' ? 'always' : 'never',
        ...(signal === null ? {} : { stop_signal: signal }),
      },
    },
    notes: [],
  };
}
