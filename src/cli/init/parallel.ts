/** Programs that run scripts of a package in parallel. */
const RUNNERS = /(?:^|\s)(?:concurrently|run-p|npm-run-all|npm-run-all2|conc)(?=\s)/;

/**
 * The scripts that a script runs in parallel: `run-p "dev:*"`, `npm-run-all --parallel a b`, `concurrently "npm:dev:*"
 * "npm run api"`. Null if it runs none, or runs anything else too.
 */
export function parallelScripts(command: string, scripts: Readonly<Record<string, unknown>>): readonly string[] | null {
  if (!RUNNERS.test(command) || /&&|;/.test(command)) return null;
  const isConcurrently = /(?:^|\s)conc(?:urrently)?\s/.test(command);
  if (/npm-run-all/.test(command) && !/\s(?:-p|--parallel)(?=\s)/.test(command)) return null;
  const rest = command
    .slice(command.search(RUNNERS))
    .trim()
    .replace(/^\S+\s*/, '');
  const words = rest.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const found: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.replace(/^\\?["']|\\?["']$/g, '');
    if (word.startsWith('-')) {
      if (WITH_VALUE.test(word)) at++;
      continue;
    }
    const named = scriptsOf(word, scripts, isConcurrently);
    if (named.length === 0) return null;
    found.push(...named);
  }
  return found.length === 0 ? null : [...new Set(found)];
}

/** Options of `concurrently` whose value is the next word. */
const WITH_VALUE = /^(?:-n|--names|-c|--prefix-colors|-p|--prefix|-l|--prefix-length|-m|--max-processes|-s|--success)$/;

/**
 * The scripts that one word names. A word is a name, a pattern (`dev:*`), or, for `concurrently`, a command that runs a
 * script.
 */
function scriptsOf(word: string, scripts: Readonly<Record<string, unknown>>, isConcurrently: boolean): string[] {
  const [, short] = /^(?:npm|pnpm|yarn|bun|node):(\S+)$/.exec(word) ?? [];
  const [, long] = /^(?:npm|pnpm|yarn|bun)(?: run)? (\S+)$/.exec(word) ?? [];
  const name = isConcurrently ? (short ?? long) : word;
  if (name === undefined) return [];
  const pattern = new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  return Object.keys(scripts).filter((each) => pattern.test(each) && typeof scripts[each] === 'string');
}
