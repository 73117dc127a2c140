import type { Disk } from '../disk.ts';
import type { EnvFiles } from '../env-files.ts';
import type { Finding, Place } from '../finding.ts';
import { type Dialect, parseGoDotenv, type VariableLookup } from './go-dotenv.ts';

interface Options {
  readonly disk: Disk;
  readonly paths: readonly string[];
  readonly dialect: Dialect;
  /** Variables that a value may refer to. They take priority over those of the files. */
  readonly outside: VariableLookup;
  /** The place that names the files. A missing file is a mistake there. */
  readonly place?: Place;
  /** Codes of problems that become warnings. */
  readonly tolerate?: readonly string[];
}

/** Reads env files of a compose or process-compose project. If several set a variable, the last file wins. */
export function readGoEnvFiles({ disk, paths, dialect, outside, place, tolerate = [] }: Options): EnvFiles {
  const env: Record<string, string> = {};
  const places = new Map<string, Place>();
  const files: string[] = [];
  const problems: Finding[] = [];
  for (const path of paths) {
    const source = disk.readEnv(path);
    if ('code' in source) {
      const problem = place && source.code === 'no-such-file' ? { ...source, place } : source;
      problems.push(tolerate.includes(source.code) ? { ...problem, severity: 'warning' } : problem);
      continue;
    }
    files.push(source.file);
    const parsed = parseGoDotenv({ ...source, secret: true }, dialect, (name) => outside(name) ?? env[name]);
    problems.push(...parsed.problems);
    for (const [name, at] of parsed.places) places.set(name, at);
    Object.assign(env, parsed.env);
  }
  return { env, places, files, problems };
}
