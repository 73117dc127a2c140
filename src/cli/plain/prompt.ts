/**
 * Whether an unfinished line looks as if somebody were expected to answer: `Continue? (y/n)`, `Password: `, `> `.
 * Half a line of a log ends in a word or a comma much more often.
 */
export function looksLikePrompt(end: string): boolean {
  return /[?:>$#)\]] ?$/.test(end);
}
