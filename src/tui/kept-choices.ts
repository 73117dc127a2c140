import { join } from 'node:path';
import { readPrivate, writePrivate } from '../files/private-file.ts';
import { type Choices, choicesOf, parseChoices } from './model/choices.ts';
import type { Model } from './model/model.ts';

/** Where choices are kept, in the state directory. No file watcher takes that name for a source. */
const FILE = 'screen-choices.log';
/** Choices are written when no other has followed for so long. */
const REST_MS = 500;

/** What the user chose the last time; nothing where that cannot be read. */
export function readChoices(stateDir: string): Choices {
  try {
    return parseChoices(readPrivate(join(stateDir, FILE)) ?? '');
  } catch {
    return {};
  }
}

/** Keeps the choices of a screen. */
export interface KeptChoices {
  /** To be called whenever the screen may have changed. */
  keep(model: Model): void;
  /** Writes what is not written yet. */
  close(): void;
}

/** A choice that cannot be written is none that was kept: nothing else is lost. */
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
