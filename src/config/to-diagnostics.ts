import type { Diagnostic } from './diagnostic.ts';
import type { Finding, Source } from './finding.ts';

/** Adds lines to problems. The TOML parser that knows positions is loaded only if a problem needs it. */
export async function toDiagnostics(problems: readonly Finding[]): Promise<Diagnostic[]> {
  const needsLocating = problems.some(({ place }) => place !== null && 'path' in place);
  const locate = needsLocating ? (await import('./locate.ts')).openLocator() : () => ({ line: null, column: null });
  const lines = new Map<Source, readonly string[]>();
  const lineOf = (source: Source, line: number | null) => {
    if (line === null) return null;
    if (!lines.has(source)) lines.set(source, source.text.split(/\r\n|\n|\r/));
    return lines.get(source)![line - 1] ?? null;
  };
  const diagnostics = problems.map(({ place, ...problem }): Diagnostic => {
    if (place === null) return { ...problem, file: null, line: null, column: null, source: null };
    const { line, column } = 'path' in place ? locate(place.source.text, place.path, place.part) : place;
    return {
      ...problem,
      file: place.source.file,
      line,
      column,
      source: place.source.secret ? null : lineOf(place.source, line),
    };
  });
  return inReadingOrder(diagnostics);
}

/** Sorts by file, in reading order, and from top to bottom in each. */
function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const keys = (each: Diagnostic) => [files.indexOf(each.file), each.line ?? 0, each.column ?? 0] as const;
  return [...diagnostics].sort((a, b) => {
    const [first, second] = [keys(a), keys(b)];
    return first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
  });
}
