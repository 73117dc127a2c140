/** The words of a line, as docker compose takes it apart. */
export interface Words {
  readonly words: readonly string[];
  /** What it leaves out: all from the first `;`, `&`, `|`, `<` or `>` on. Empty where nothing is. */
  readonly rest: string;
  /** A quote or a parenthesis is not closed: it refuses the line. */
  readonly isBroken: boolean;
}

/**
 * Takes a line apart by the rules of docker compose, which are not quite those of a shell: blanks and quotes count, a backslash
 * stands for the character after it but for single quotes, `$(…)` and backticks stay as they are, nothing is expanded, and an
 * operator of the shell ends the line.
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
