import { join, resolve } from 'node:path';
import { didYouMean } from '../core/suggest.ts';
import type { Disk } from './disk.ts';
import { type EnvFiles, readEnvFiles } from './env-files.ts';
import { warning } from './finding.ts';
import {
  type Flaw,
  type ForemanSettings,
  portOption,
  portStepOption,
  secondsOption,
  splitNames,
} from './foreman-compat-settings.ts';
import type { LoadOptions } from './project.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** overmind's settings, and its own env files, whose variables services get as well. */
export interface Overmind extends ForemanSettings {
  readonly envFiles: EnvFiles;
}

/**
 * Variables of overmind and hivemind, without their prefix. Null if zdev does the same; otherwise what to do instead.
 * (overmind 2.5, hivemind 1.1)
 */
const VARIABLES: Readonly<Record<string, string | null>> = {
  PROCFILE: null,
  ROOT: null,
  FORMATION: null,
  PORT: null,
  PORT_STEP: null,
  ENV: null,
  SKIP_ENV: null,
  TIMEOUT: null,
  STOP_SIGNALS: null,
  CAN_DIE: null,
  ANY_CAN_DIE: null,
  AUTO_RESTART: null,
  PROCESSES: null,
  IGNORED_PROCESSES: null,
  DAEMONIZE: null,
  FORMATION_PORT_STEP: 'instances of one process have ports that follow each other',
  NO_PORT: 'a process may ignore PORT',
  TITLE: 'zdev does not change the title of the terminal',
  SOCKET: 'the socket is .zdev/zdev.sock of the project',
  NETWORK: 'the socket is .zdev/zdev.sock of the project',
  COLORS: 'the colours are those of foreman, in turn',
  SHOW_TIMESTAMPS: 'zdev already shows times; --no-timestamp turns them off',
  PRINT_TIMESTAMPS: 'zdev already shows times; --no-timestamp turns them off',
  NO_PREFIX: 'zdev logs --json prints lines without a prefix',
  SHELL: 'commands are run by /bin/sh; write bash -c "…" in the Procfile',
  TMUX_CONFIG: 'zdev needs no tmux; zdev attach NAME connects your terminal',
};

/** Excludes `OVERMIND_PROCESS_…` and `FOREMAN_WORKER_NAME`, which zdev sets for its own services. */
const PREFIX = /^(OVERMIND|HIVEMIND|FOREMAN)_(?!PROCESS_|WORKER_NAME$)/;

/** Reports once each variable that asks for something that zdev does not do. */
function unsupported(variables: Variables, places: EnvFiles['places']): Flaw[] {
  return Object.keys(variables)
    .filter((name) => PREFIX.test(name) && variables[name])
    .flatMap((name) => {
      const part = name.replace(PREFIX, '');
      const known = !name.startsWith('FOREMAN_') && Object.hasOwn(VARIABLES, part);
      if (known && VARIABLES[part] === null) return [];
      const hint = known ? VARIABLES[part] : didYouMean(part, Object.keys(VARIABLES));
      const message = `${name} has no effect: zdev has no such option`;
      return [{ problem: warning('not-supported', message, places.get(name) ?? null, hint ?? null) }];
    });
}

/**
 * Reads `OVERMIND_*` from `~/.overmind.env` and `./.overmind.env`. The later file takes priority over the earlier one,
 * and both over the environment.
 */
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
  /** The places of variables that a file sets. */
  readonly places: EnvFiles['places'];
  readonly cwd: string;
  readonly disk: Disk;
}

function settings({ variables, places, cwd, disk }: Said): ForemanSettings {
  const called = (part: string) =>
    ['OVERMIND', 'HIVEMIND'].map((tool) => `${tool}_${part}`).find((name) => variables[name]);
  const of = (part: string) => variables[called(part) ?? ''];
  const flaws = unsupported(variables, places);
  const option = (part: string) => {
    const name = called(part) ?? `OVERMIND_${part}`;
    return { name, text: of(part), place: places.get(name) ?? null, flaws };
  };
  const formation = of('FORMATION');
  return {
    options: {
      // overmind keeps one instance of types that its formation does not name
      formation: formation === undefined ? undefined : `all=1,${formation}`,
      root: of('ROOT'),
      basePort: portOption(option('PORT')),
      portStep: portStepOption(option('PORT_STEP')),
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

/** overmind reads `OVERMIND_ENV` in addition to `.env`, which `OVERMIND_SKIP_ENV` turns off. */
function envFilesOf(variables: Variables, cwd: string, disk: Disk): readonly string[] | undefined {
  const skip = variables['OVERMIND_SKIP_ENV'] !== undefined;
  const more = splitNames(variables['OVERMIND_ENV'])?.filter((file) => disk.kind(resolve(cwd, file)) !== 'missing');
  if (more === undefined) return skip ? [] : undefined;
  return !skip && disk.kind(join(cwd, '.env')) === 'file' ? ['.env', ...more] : more;
}

/** Whether overmind reads a text as true. */
function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(1|t|true)$/i.test(text);
}
