import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { diagnose, stillCannotStart } from '../adapters/diagnose/index.ts';
import { watchPaths } from '../adapters/watch/appearance.ts';
import type { ConfigPlace, Diagnosis } from '../core/diagnosis.ts';
import { portOf, type ServiceSpec } from '../core/service.ts';
import { readRegular } from '../files/regular-file.ts';
import type { LogAccess } from '../rpc/control.ts';
import type { DiagnoseRequest, FailedRun, PortInspector, Ports } from '../runtime/ports.ts';
import { clipLine } from '../text/clip.ts';

/** How many lines of output are searched for an error. */
const LINES = 2000;

/** Diagnoses failed runs, and waits for what they lacked. Loaded when the first run fails. */
export function createDiagnoser(parts: {
  readonly logs: Pick<LogAccess, 'tail'>;
  readonly inspectPort: PortInspector;
  /** The config files as the user would write them, and the directory to which they are relative. */
  readonly files: readonly string[];
  readonly cwd: string;
  /** The project directory. */
  readonly root: string;
  /** All present services. */
  readonly specs: () => readonly ServiceSpec[];
}): Pick<Ports, 'diagnose' | 'awaitMending'> {
  /** The last failed run of each service, to see whether it would fail again. */
  const failed = new Map<string, DiagnoseRequest>();

  return {
    async diagnose(run): Promise<Diagnosis> {
      const request = await requestOf(run, parts);
      failed.set(run.spec.name, request);
      return diagnose(request, parts.inspectPort);
    },
    awaitMending({ name, paths, signal, mended }) {
      const request = failed.get(name);
      if (request === undefined || signal.aborted) return;
      const stop = watchPaths(paths, look);
      signal.addEventListener('abort', stop);
      look(); // the thing may have appeared before the watch began

      function look(): void {
        if (request === undefined || stillCannotStart(request)) return;
        stop();
        if (!signal.aborted) mended();
      }
    },
  };
}

async function requestOf(
  { spec, run, purpose, end, said }: FailedRun,
  parts: Parameters<typeof createDiagnoser>[0],
): Promise<DiagnoseRequest> {
  const { name, dir, exec, build } = spec;
  const entries = parts.logs.tail({ names: [name], lines: LINES });
  return {
    command: purpose === 'build' ? (build ?? '') : exec,
    dir,
    root: parts.root,
    dirPlace: end === null ? await placeOfDir(name, parts) : null,
    env: { ...process.env, ...spec.env },
    port: portOf(spec),
    requires: spec.requires,
    services: parts.specs().map((each) => ({ name: each.name, port: portOf(each) })),
    end,
    engines: spec.container?.engines ?? null,
    output: [
      ...entries.filter((entry) => entry.run === run).map(({ text }) => stripVTControlCharacters(clipLine(text))),
      ...(said?.split('\n') ?? []),
    ],
  };
}

/** The place in the config of the `dir` of a service, of all services, or of a zinit unit. */
async function placeOfDir(
  name: string,
  { files, cwd }: { files: readonly string[]; cwd: string },
): Promise<ConfigPlace | null> {
  const { openLocator } = await import('../config/locate.ts');
  const locate = openLocator();
  const base = name.replace(/\.\d+$/, '');
  const paths = [
    ['services', name, 'dir'],
    ['services', base, 'dir'],
    ['defaults', 'dir'],
    ['service', 'dir'],
  ];
  for (const file of files.filter((each) => each.endsWith('.toml'))) {
    const text = readRegular(resolve(cwd, file)) ?? '';
    for (const path of paths) {
      if (path[0] === 'service' && !file.endsWith(`/${name}.toml`)) continue;
      const { line } = locate(text, path, 'key');
      // The nearest table above does not set `dir`.
      if (line !== null && /^\s*dir\s*=|[{,]\s*dir\s*=|\.dir\s*=/.test(text.split('\n')[line - 1] ?? ''))
        return { file, line };
    }
  }
  return null;
}
