import { mistakeText } from '../../present/mistake.ts';
import type { Control } from '../control.ts';
import type { Mistake } from '../results.ts';
import type { Infer } from '../shape.ts';

/** Mistakes in the config or in the watching of files, in words. */
export function wireMistakes(control: Pick<Control, 'mistakes'>): Infer<typeof Mistake>[] {
  return control.mistakes().map((mistake) => ({ ...mistake, text: mistakeText(mistake) }));
}
