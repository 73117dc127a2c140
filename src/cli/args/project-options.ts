import type { LoadOptions } from '../../config/project.ts';
import type { OptionName, OptionValues } from './options.ts';

/** The project options of a command line. Throws a `UsageError` for an invalid value. */
export function loadOptions(values: OptionValues): LoadOptions {
  const text = (name: OptionName) => (typeof values[name] === 'string' ? values[name] : undefined);
  const words = (name: OptionName) => [several(name) ?? []].flat().flatMap((each) => each.split(','));
  const several = (name: OptionName): string | readonly string[] | undefined =>
    typeof values[name] === 'boolean' ? undefined : values[name];
  const list = (name: OptionName) =>
    text(name)
      ?.split(',')
      .flatMap((word) => word.trim() || []);
  const options: Said = {
    file: several('file'),
    profiles: values['profile'] === undefined ? undefined : words('profile'),
    namespaces: values['namespace'] === undefined ? undefined : words('namespace'),
    root: text('root'),
    envFiles: list('env'),
    formation: text('formation'),
    basePort: parsePort(text('port')),
    portStep: parseCount(values, 'port-step'),
    only: list('only'),
    except: list('except'),
    canDie: values['any-can-die'] ? ['all'] : list('can-die'),
    autoRestart: list('auto-restart'),
    stopTimeoutMs: parseSeconds(values, 'stop-timeout'),
    stopSignals: text('stop-signals'),
    exitOn: text('exit-on'),
    isolated: values['isolated'] === true ? true : undefined,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const leasePorts: LoadOptions['leasePorts'] = async (request) =>
    (await import('../../host/ports/leases.ts')).leasePorts(request);
  const said = Object.fromEntries(given) as Partial<LoadOptions>;
  return { ...said, cwd: process.cwd(), environ: process.env, leasePorts };
}

/** What no option sets. */
type Unsaid = 'cwd' | 'environ' | 'lint' | 'beside' | 'leasePorts';

/** Undefined: not given, so the settings files of other tools decide. */
type Said = { readonly [Key in Exclude<keyof LoadOptions, Unsaid>]: LoadOptions[Key] | undefined };

/**
 * The command line is wrong: printed without a stack, with exit status 2. Recognised by its name, since each chunk has
 * its own copy of this class.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether an error is a `UsageError`, from any chunk. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError';
}

/**
 * The value of an option in seconds, as milliseconds; undefined if not given. Throws a `UsageError` if it is not a
 * time.
 */
export function parseSeconds(values: OptionValues, name: OptionName): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds < 1e9) return Math.round(seconds * 1000);
  throw new UsageError(`--${name} takes a number of seconds, not "${text}"`);
}

/** The value of an option that takes a count; undefined if not given. Throws a `UsageError` if it is not a count. */
export function parseCount(values: OptionValues, name: OptionName): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes a number, not "${text}"`);
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port takes a number from 1 to 65535, not "${text}"`);
}
