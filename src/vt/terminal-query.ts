import type { ControlSequence, ControlString } from './control-sequence.ts';

/** What a program asks its terminal. It waits for the answer, sometimes for ever. */
export type Query =
  /** The cursor position; with `isPrivate`, the answer must contain a `?`. */
  | { readonly ask: 'cursor'; readonly isPrivate: boolean }
  | { readonly ask: 'status' }
  /** Device attributes: the kind of terminal. */
  | { readonly ask: 'attributes'; readonly level: 1 | 2 | 3 }
  | { readonly ask: 'version' }
  | { readonly ask: 'kitty-keyboard' }
  | { readonly ask: 'color-scheme' }
  /** Whether a mode is set. */
  | { readonly ask: 'mode'; readonly number: number; readonly isPrivate: boolean }
  /** DECRQSS, such as `m` or ` q`. */
  | { readonly ask: 'setting'; readonly setting: string }
  /** XTGETTCAP. */
  | { readonly ask: 'capability'; readonly names: string }
  /** OSC 10, 11, 12: foreground, background, cursor. */
  | { readonly ask: 'color'; readonly number: number }
  /** OSC 4. */
  | { readonly ask: 'palette'; readonly index: number }
  | { readonly ask: 'size'; readonly unit: 'cells' | 'pixels' | 'screen-cells' | 'cell-pixels' }
  | { readonly ask: 'title' };

/** The query in a sequence; null if it asks nothing. */
export function queryOf(command: ControlSequence | ControlString): Query | null {
  if (command.type === 'csi') return BY_SEQUENCE[nameOf(command)]?.(command.params[0] ?? 0) ?? null;
  const { type, text } = command;
  if (type === 'dcs') {
    if (text.startsWith('$q')) return { ask: 'setting', setting: text.slice(2) };
    return text.startsWith('+q') ? { ask: 'capability', names: text.slice(2) } : null;
  }
  const [, number, index] = /^(?:(1[0-2])|4;(\d{1,3}));\?$/.exec(type === 'osc' ? text : '') ?? [];
  if (number !== undefined) return { ask: 'color', number: Number(number) };
  return index === undefined ? null : { ask: 'palette', index: Number(index) };
}

function nameOf({ prefix, intermediates, final }: ControlSequence): string {
  return `${prefix}${intermediates}${final}`;
}

const SIZES: ReadonlyMap<number, Extract<Query, { ask: 'size' }>['unit']> = new Map([
  [14, 'pixels'],
  [16, 'cell-pixels'],
  [18, 'cells'],
  [19, 'screen-cells'],
] as const);

const BY_SEQUENCE: Readonly<Record<string, (param: number) => Query | null>> = {
  c: (param) => (param === 0 ? { ask: 'attributes', level: 1 } : null),
  '>c': (param) => (param === 0 ? { ask: 'attributes', level: 2 } : null),
  '=c': (param) => (param === 0 ? { ask: 'attributes', level: 3 } : null),
  n(param) {
    if (param === 5) return { ask: 'status' };
    return param === 6 ? { ask: 'cursor', isPrivate: false } : null;
  },
  '?n'(param) {
    if (param === 996) return { ask: 'color-scheme' };
    return param === 6 ? { ask: 'cursor', isPrivate: true } : null;
  },
  '>q': (param) => (param === 0 ? { ask: 'version' } : null),
  '?u': () => ({ ask: 'kitty-keyboard' }),
  '?$p': (number) => ({ ask: 'mode', number, isPrivate: true }),
  $p: (number) => ({ ask: 'mode', number, isPrivate: false }),
  t(param) {
    const unit = SIZES.get(param);
    if (unit !== undefined) return { ask: 'size', unit };
    return param === 21 ? { ask: 'title' } : null;
  },
};
