/** Which attribute a code of `ESC [ … m` sets. 38, 48 and 58 take their colour from the parameters that follow. */
const SETS: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  5: 'blink',
  6: 'blink',
  7: 'inverse',
  8: 'conceal',
  9: 'strike',
  21: 'underline',
  38: 'foreground',
  48: 'background',
  53: 'overline',
  58: 'underline-colour',
};

const ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  25: ['blink'],
  27: ['inverse'],
  28: ['conceal'],
  29: ['strike'],
  39: ['foreground'],
  49: ['background'],
  55: ['overline'],
  59: ['underline-colour'],
};

/** Colours and attributes that are on, as a run of text leaves them behind. */
export class Style {
  readonly #on = new Map<string, string>();

  /** Follows all colour sequences in a text (latin1; other sequences are not to be in it). */
  follow(text: string): void {
    for (const [, parameters] of text.matchAll(/\x1b\[([0-9;:]*)m/g)) this.#apply(parameters!.split(';'));
  }

  /** The sequence that brings this style back; empty when nothing is on. */
  toString(): string {
    return this.#on.size === 0 ? '' : `\x1b[${[...this.#on.values()].join(';')}m`;
  }

  #apply(parameters: readonly string[]): void {
    for (let i = 0; i < parameters.length; i++) {
      let parameter = parameters[i]!;
      const code = Number.parseInt(parameter, 10) || 0;
      if (code === 0) {
        this.#on.clear();
        continue;
      }
      if ((code === 38 || code === 48 || code === 58) && !parameter.includes(':')) {
        const more = parameters[i + 1] === '2' ? 4 : 2;
        parameter = parameters.slice(i, i + 1 + more).join(';');
        i += more;
      }
      for (const name of ENDS[code] ?? []) this.#on.delete(name);
      const name = SETS[code] ?? colorName(code);
      if (name) this.#on.set(name, parameter);
    }
  }
}

function colorName(code: number): string | undefined {
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return 'foreground';
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return 'background';
  return undefined;
}
