import { closeSync, openSync, readSync } from 'node:fs';
import { checkoutOf, sameRepository } from '../../config/checkout.ts';
import { listProjects } from '../../host/lock/registry.ts';
import type { OptionValues } from '../args/options.ts';
import { printErr } from '../io/stdio.ts';
import { isOn } from './screen-wanted.ts';

/**
 * For `[project] isolate`, if another checkout of the repository holds a fixed port: asks on the terminal whether to
 * use other ports here. Returns true if yes. Reads nothing if no other checkout runs.
 */
export async function offerIsolation(values: OptionValues, names: readonly string[]): Promise<boolean> {
  if (values['isolated'] || values['replace'] || values['json'] || isOn(process.env['CI'])) return false;
  const running = listProjects();
  if (running.length === 0) return false;
  const own = checkoutOf(process.cwd());
  const isElsewhere = values['file'] !== undefined || values['root'] !== undefined;
  if (!isElsewhere && !running.some(({ dir }) => sameRepository(checkoutOf(dir), own))) return false;
  const { heldElsewhere } = await import('./held-elsewhere.ts');
  const held = await heldElsewhere(values, names, running);
  return held !== null && ask(`${held}.\nGive this checkout its own ports? [Y/n] `);
}

/** Reads one line. Ctrl-C ends zdev, as at any other time. An end without a line means no. */
function ask(question: string): boolean {
  const terminal = openTerminal();
  if (terminal === null) return false;
  try {
    const bytes = Buffer.alloc(1024);
    for (;;) {
      printErr(question);
      const count = readSync(terminal, bytes);
      if (count === 0) return false;
      const line = bytes.toString('latin1', 0, count).trim();
      if (/^(y|yes)?$/i.test(line)) return true;
      if (/^(n|no)$/i.test(line)) return false;
    }
  } finally {
    closeSync(terminal);
  }
}

/** Opens the terminal again, because another process that shares descriptor 0 may have made it non-blocking. */
function openTerminal(): number | null {
  try {
    return openSync('/dev/tty', 'r');
  } catch {
    return null;
  }
}
