/** Says that the config has changed since it was applied; null if it has not. */
export function changedText(files: readonly string[]): string | null {
  return files.length === 0 ? null : `${changedFact(files)}: ${changedHint(files)}`;
}

/** The same without the advice. */
export function changedFact(files: readonly string[]): string {
  const [verb, it] = files.length === 1 ? ['has', 'it'] : ['have', 'them'];
  return `${listOf(files)} ${verb} changed since zdev read ${it}`;
}

/** The advice. */
export function changedHint(files: readonly string[]): string {
  return `"zdev reload" applies ${files.length === 1 ? 'it' : 'them'}`;
}

/**
 * How the PATH of a service differs from that of a shell: a version manager (nvm, a virtual environment) may have
 * changed either since zdev started. Null if both list the same directories in the same order.
 */
export function pathText(service: string | null, shell: string | undefined): string | null {
  if (service === null || shell === undefined) return null;
  const [theirs, yours] = [directories(service), directories(shell)];
  if (theirs.join(':') === yours.join(':')) return null;
  const lacks = yours.filter((dir) => !theirs.includes(dir));
  const has = theirs.filter((dir) => !yours.includes(dir));
  const parts = [
    ...(lacks.length > 0 ? [`it lacks ${listOf(lacks)}`] : []),
    ...(has.length > 0 ? [`it has ${listOf(has)}, which your shell lacks`] : []),
    ...(lacks.length + has.length === 0 ? ['the same directories are in another order'] : []),
  ];
  return `its PATH differs from the PATH of your shell: ${parts.join('; ')}. Services have the PATH of the shell that ran "zdev up"`;
}

function directories(path: string): string[] {
  return [...new Set(path.split(':').filter((dir) => dir !== ''))];
}

function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
