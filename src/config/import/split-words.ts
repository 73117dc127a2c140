/** The words of a line, as docker compose splits it. */
export interface Words {
  readonly words: readonly string[];
  /** The ignored part: everything from the first `;`, `&`, `|`, `<` or `>` on. Empty if there is none. */
  readonly rest: string;
  /** Whether a quote or parenthesis is not closed, so that docker compose refuses the line. */
  readonly isBroken: boolean;
}

/**
 * Splits a line by the rules of docker compose, which differ slightly from those of a shell. Blanks and quotes count. A
 * backslash escapes the next character, except in single quotes. `$(…)` and backticks stay as they are, nothing is
 * expanded, and an operator of the shell ends the line.
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | '`' | '(' | null = null;
  let escaped = false;
  const broken = { words, rest: '', isBroken: true };
  for (const [at, char] of [...line].entries()) {
    if (escaped) {
      word = (word ?? '') + char;
      escaped = false;
    } else if (char === '\\' && quote !== "'") escaped = true;
    else if (quote === null && /[ \t\r\n]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if ((char === '"' || char === "'") && (quote === null || quote === char)) {
      quote = quote === null ? char : null;
      word ??= '';
    } else if (quote === null && /[;&|<>]/.test(char)) {
      if (word !== null && !(char === '>' && /^\d/.test(word))) words.push(word);
      return { words, rest: [...line].slice(at).join(''), isBroken: false };
    } else {
      if (char === '(' && quote === null) {
        if (!(word ?? '').endsWith('$')) return broken;
        quote = '(';
      } else if (char === ')' && quote === '(') quote = null;
      else if (char === '`' && (quote === null || quote === '`')) quote = quote === null ? '`' : null;
      word = (word ?? '') + char;
    }
  }
  if (escaped || quote !== null) return broken;
  if (word !== null) words.push(word);
  return { words, rest: '', isBroken: false };
}
