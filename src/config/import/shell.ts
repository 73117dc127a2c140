/** A word as the shell reads it back. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** An argument list as a line for the shell. */
export const commandLine = (words: readonly string[]) => words.map(quote).join(' ');

/** The words of a line, as docker compose takes it apart: blanks and quotes count, nothing is expanded. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return words.map((word) =>
    word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, escaped?: string, double?: string, single?: string) => {
      return escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '';
    }),
  );
}
