/** How many lines are compared; later lines are ignored. */
const COMPARED = 2000;
const MAX_CHARS = 300;

/** A line must contain this share of the pattern to be worth showing. */
const ENOUGH = 0.4;

/** Finds the line that is most similar to a regular expression. */
export function createLikeness(pattern: string): { add(line: string): void; nearest(): string | null } {
  const wanted = trigrams(literalOf(pattern));
  let best = ENOUGH;
  let nearest: string | null = null;
  let compared = 0;
  return {
    add(line) {
      if (wanted.size === 0 || compared++ >= COMPARED) return;
      const text = line.trim().slice(0, MAX_CHARS);
      const have = trigrams(text);
      let common = 0;
      for (const each of wanted) if (have.has(each)) common++;
      const share = common / wanted.size;
      if (share <= best) return;
      best = share;
      nearest = text;
    },
    nearest: () => nearest,
  };
}

/** The plain text in a regular expression. */
function literalOf(pattern: string): string {
  return pattern
    .replace(/\\[dDwWsSbB]|\[[^\]]*\]|\(\?[:=!<]+/g, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/\{\d+,?\d*\}|[\^$.*+?()|]/g, ' ');
}

function trigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    for (let i = 0; i + 3 <= word.length; i++) found.add(word.slice(i, i + 3));
  }
  return found;
}
