/**
 * The services that a word matches: the one with that name; with `*` for any part, all matching names; for the name of
 * a Procfile entry, its instances; and `web.1` for a lone `web`. `web#2` is overmind's form of `web.2`.
 */
export function matching(word: string, known: readonly string[]): readonly string[] {
  if (known.includes(word)) return [word];
  if (word.includes('*')) {
    const parts = word.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    return known.filter((name) => pattern.test(name));
  }
  const [, entry = word, number] = /^(.+)[.#](\d+)$/.exec(word) ?? [];
  const instances = known.filter((name) => name.startsWith(`${entry}.`) && /^\d+$/.test(name.slice(entry.length + 1)));
  if (number === undefined) return instances;
  const dotted = `${entry}.${number}`;
  if (instances.includes(dotted)) return [dotted];
  return number === '1' && instances.length === 0 && known.includes(entry) ? [entry] : [];
}
