/** Lines that are compared; of a flood, the first ones do. */
const COMPARED = 2000;
const MAX_CHARS = 300;

/** How much of the pattern a line must have to be worth showing. */
const ENOUGH = 0.4;

/** Which of many lines is most like what a regular expression looks for. */
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

/** What of a regular expression is plain text. */
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
