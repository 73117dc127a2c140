import { join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { type EnvFiles, readEnvFiles } from './env-files.ts';
import { type FamilySettings, type Flaw, portOption, secondsOption, splitNames } from './family-settings.ts';
import type { LoadOptions } from './project.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** overmind's settings, and its own env files, whose variables services get as well. */
export interface Overmind extends FamilySettings {
  readonly envFiles: EnvFiles;
}

/** `OVERMIND_*` of `~/.overmind.env` and `./.overmind.env`, the later before the earlier, and both before the environment. */
export function readOvermind({ cwd, environ }: LoadOptions, disk: Disk): Overmind {
  const homes = [environ['HOME'], cwd].filter((dir) => dir !== undefined && dir !== '');
  const paths = [...new Set(homes.map((dir) => join(dir as string, '.overmind.env')))];
  const envFiles = readEnvFiles({
    disk,
    paths: paths.filter((path) => disk.kind(path) !== 'missing'),
    path: environ['PATH'],
    tolerate: ['is-a-directory'],
  });
  const variables = { ...environ, ...envFiles.env };
  return { ...settings({ variables, places: envFiles.places, cwd, disk }), envFiles };
}

interface Said {
  readonly variables: Variables;
  /** Where those of them are that a file sets. */
  readonly places: EnvFiles['places'];
  readonly cwd: string;
  readonly disk: Disk;
}

function settings({ variables, places, cwd, disk }: Said): FamilySettings {
  const of = (name: string) => variables[`OVERMIND_${name}`] || undefined;
  const flaws: Flaw[] = [];
  const option = (part: string) => {
    const name = `OVERMIND_${part}`;
    return { name, text: of(part), place: places.get(name) ?? null, flaws };
  };
  const formation = of('FORMATION');
  return {
    options: {
      // overmind keeps one instance of what its formation does not name
      formation: formation === undefined ? undefined : `all=1,${formation}`,
      basePort: portOption(option('PORT')),
      envFiles: envFilesOf(variables, cwd, disk),
      stopTimeoutMs: secondsOption(option('TIMEOUT')),
      stopSignals: of('STOP_SIGNALS'),
      canDie: isOn(of('ANY_CAN_DIE')) ? ['all'] : splitNames(of('CAN_DIE')),
      autoRestart: splitNames(of('AUTO_RESTART')),
      only: splitNames(of('PROCESSES')),
      except: splitNames(of('IGNORED_PROCESSES')),
    },
    procfile: of('PROCFILE'),
    flaws,
  };
}

/** overmind reads `OVERMIND_ENV` on top of `.env`, which `OVERMIND_SKIP_ENV` turns off. */
function envFilesOf(variables: Variables, cwd: string, disk: Disk): readonly string[] | undefined {
  const skip = variables['OVERMIND_SKIP_ENV'] !== undefined;
  const more = splitNames(variables['OVERMIND_ENV'])?.filter((file) => disk.kind(resolve(cwd, file)) !== 'missing');
  if (more === undefined) return skip ? [] : undefined;
  return !skip && disk.kind(join(cwd, '.env')) === 'file' ? ['.env', ...more] : more;
}

/** What overmind takes for true. */
function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(1|t|true)$/i.test(text);
}
