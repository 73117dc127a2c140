import { join } from 'node:path';
import { readPrivate, writePrivate } from '../files/private-file.ts';
import { type Choices, choicesOf, parseChoices } from './model/choices.ts';
import type { Model } from './model/model.ts';

/** The file of the choices, in the state directory. No file watcher takes a file of that name for a source. */
const FILE = 'screen-choices.log';
/** Choices are written after this time without another choice. */
const REST_MS = 500;

/** The user's last choices; none if they cannot be read. */
export function readChoices(stateDir: string): Choices {
  try {
    return parseChoices(readPrivate(join(stateDir, FILE)) ?? '');
  } catch {
    return {};
  }
}

/** Keeps the choices of a screen. */
export interface KeptChoices {
  /** Must be called whenever the screen may have changed. */
  keep(model: Model): void;
  /** Writes what is not written yet. */
  close(): void;
}

/** If a choice cannot be written, only that choice is lost. */
export function keepChoices(stateDir: string, known: Choices): KeptChoices {
  let last = known;
  let written = JSON.stringify(known);
  let timer: NodeJS.Timeout | undefined;

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = JSON.stringify(last);
    if (text === written) return;
    written = text;
    try {
      writePrivate(join(stateDir, FILE), `${text}\n`);
    } catch {}
  }

  return {
    keep(model) {
      const next = choicesOf(model);
      if (isSame(next, last)) return;
      last = next;
      timer ??= setTimeout(write, REST_MS);
    },
    close: write,
  };
}

function isSame(a: Choices, b: Choices): boolean {
  const keys = Object.keys(a) as (keyof Choices)[];
  return keys.every((key) => (key === 'muted' ? a.muted?.join('\n') === b.muted?.join('\n') : a[key] === b[key]));
}
