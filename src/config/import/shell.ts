export { commandLine, quote } from '../../core/container.ts';

/** The words of a line, as docker compose takes it apart: blanks and quotes count, nothing is expanded. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return words.map((word) =>
    word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, escaped?: string, double?: string, single?: string) => {
      return escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '';
    }),
  );
}
