import { join } from 'node:path';
import { readPrivate, writePrivate } from '../../files/private-file.ts';

/**
 * Lists the engines that have had containers of a project. If its supervisor is killed, the next one asks these
 * engines.
 */
const pathIn = (stateDir: string) => join(stateDir, 'engines.log');

/** Records an engine by its command. If that fails, the config still names it. */
export function noteEngine(stateDir: string, command: string): void {
  const known = notedEngines(stateDir);
  if (known.includes(command)) return;
  try {
    writePrivate(pathIn(stateDir), [...known, command, ''].join('\n'));
  } catch {}
}

export function notedEngines(stateDir: string): readonly string[] {
  try {
    return (readPrivate(pathIn(stateDir)) ?? '').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
