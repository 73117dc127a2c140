import { join } from 'node:path';
import { readPrivate, writePrivate } from '../../files/private-file.ts';

/** Which engines have had containers of a project: should its supervisor be killed, the next one asks them. */
const pathIn = (stateDir: string) => join(stateDir, 'engines.log');

/** Notes an engine, by the command that calls it. Where that cannot be done, the config still names it. */
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
