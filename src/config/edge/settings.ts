import { existsSync } from 'node:fs';
import { didYouMean } from '../../core/suggest.ts';
import { userConfigPath } from '../../files/user-config-path.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { openDisk } from '../disk.ts';
import { error, type Finding, type Source } from '../finding.ts';
import { EDGE_KEYS } from './keys.ts';

/** The user's settings for the names of services. */
export interface EdgeSettings {
  /** The port of all names; null: there are no names. */
  readonly port: number | null;
}

/** The default port of the names. */
const [{ fallback: DEFAULT_PORT }] = EDGE_KEYS;

/**
 * Reads `[edge]` of the user's config, and reports mistakes in it. For most users, without such a config, this returns
 * at once.
 */
export async function readEdgeSettings(
  environ: NodeJS.ProcessEnv,
): Promise<{ readonly settings: EdgeSettings; readonly diagnostics: readonly Diagnostic[] }> {
  const nothingSaid = { settings: { port: DEFAULT_PORT }, diagnostics: [] };
  const path = userConfigPath(environ);
  if (!existsSync(path)) return nothingSaid;
  const source = openDisk(process.cwd()).read(path);
  // Other commands report the other mistakes in this file.
  if ('code' in source || !source.text.includes('edge')) return nothingSaid;
  const [{ parseToml }, { toDiagnostics }] = await Promise.all([
    import('../parse-toml.ts'),
    import('../to-diagnostics.ts'),
  ]);
  const { settings, problems } = settingsIn(parseToml(source).value?.['edge'] ?? {}, source);
  return { settings, diagnostics: await toDiagnostics(problems) };
}

function settingsIn(table: unknown, source: Source): { settings: EdgeSettings; problems: readonly Finding[] } {
  const problems: Finding[] = [];
  const wrong = (path: string[], part: 'key' | 'value', message: string, hint: string | null = null) =>
    problems.push(error('user-config', message, { source, path, part }, hint));
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    wrong(['edge'], 'value', 'edge is a table: port = 2080, or off = true');
    return { settings: { port: DEFAULT_PORT }, problems };
  }
  const names: readonly string[] = EDGE_KEYS.map(({ key }) => key);
  for (const key of Object.keys(table)) {
    if (!names.includes(key)) wrong(['edge', key], 'key', `unknown key "${key}"`, didYouMean(key, names));
  }
  const { port = DEFAULT_PORT, off = false } = table as Record<string, unknown>;
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (!isPort) wrong(['edge', 'port'], 'value', 'port is a number from 1 to 65535');
  if (typeof off !== 'boolean') wrong(['edge', 'off'], 'value', 'off is true or false');
  return { settings: { port: off === true ? null : isPort ? port : DEFAULT_PORT }, problems };
}
