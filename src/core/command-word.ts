/** Builtins and keywords of a shell. */
const SHELL_WORDS = new Set(
  (
    '! . : [ { alias bg break case cd command continue do echo eval exec exit export false fg for function getopts hash if ' +
    'jobs kill local printf pwd read readonly return set shift test time times trap true type ulimit umask unalias unset ' +
    'until wait while'
  ).split(' '),
);

const ASSIGNMENT = /^[A-Za-z_]\w*=(?:"[^"$`\\]*"|'[^']*'|[^\s"'$`\\;&|<>()]*)\s+/;

/** The program that `/bin/sh -c` runs first for a command line; null when that is not obvious. */
export function firstWord(command: string): string | null {
  let rest = command.trim();
  for (let match = ASSIGNMENT.exec(rest); match !== null; match = ASSIGNMENT.exec(rest)) {
    if (rest.startsWith('PATH=')) return null;
    rest = rest.slice(match[0].length);
  }
  rest = rest.replace(/^exec\s+(?!-)/, '');
  const [, word] = /^([\w.+@/-]+)(?=\s|[;&|<>]|$)/.exec(rest) ?? [];
  return word === undefined || SHELL_WORDS.has(word) ? null : word;
}
