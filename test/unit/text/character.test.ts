import { expect, test, vi } from 'vitest';

test('the algorithm of Unicode is loaded by the first text that needs it, once', async () => {
  let made = 0;
  class Segmenter extends Intl.Segmenter {
    constructor(...options: ConstructorParameters<typeof Intl.Segmenter>) {
      super(...options);
      made += 1;
    }
  }
  vi.stubGlobal('Intl', Object.create(Intl, { Segmenter: { value: Segmenter } }));
  vi.resetModules();
  try {
    const { characterAt } = await import('../../../src/text/character.ts');
    expect(characterAt('abc', 0)).toEqual({ end: 1, width: 1 });
    expect(characterAt('e\u0301', 0)).toEqual({ end: 2, width: 1 });
    expect(made).toBe(0);
    const pair = '\u{1f468}\u200d\u{1f469}';
    expect(characterAt(pair, 0)).toEqual({ end: pair.length, width: 2 });
    expect(characterAt(`${pair}\u200d\u{1f467}`, 0).end).toBe(pair.length + 3);
    expect(made).toBe(1);
  } finally {
    vi.unstubAllGlobals();
  }
});
