/** Quotes a text as one word for a POSIX shell. It may contain line breaks. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : quoteAlways(text);
}

/** Quotes a text even if the shell needs no quotes. */
export function quoteAlways(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Turns an argument list into a line for the shell. */
export const commandLine = (words: readonly string[]) => words.map(quote).join(' ');

/** Whether a shell accepts a variable of this name. */
export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
