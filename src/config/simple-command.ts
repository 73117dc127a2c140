/** Quoted texts, and characters that are escaped: nothing in them ends a command. */
const QUOTED = /'[^']*'|"(?:[^"\\`$]|\\.|\$(?!\())*"|\\./gs;
const REDIRECTION = /\d*[<>]+&?\d*-?/g;
const SEVERAL = /[;&|()\n`]|\$\(/;
const ASSIGNMENTS = /^(?:\s*[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"])*(?=\s))*\s*/;
/** What begins a part of a shell program, and no program. */
const WORDS = /^(?:if|for|while|until|case|cd|export|set|source|eval|trap|\.|\{|!)(?:\s|$)/;

/**
 * A command line with `exec` before its program, so that this takes the place of the shell. Null where it is more than one
 * program: a list, a pipe, a loop.
 */
export function withExec(command: string): string | null {
  const line = command.trim();
  const bare = line.replace(QUOTED, 'x').replace(REDIRECTION, ' ');
  if (line === '' || SEVERAL.test(bare)) return null;
  const [assignments = ''] = ASSIGNMENTS.exec(line) ?? [];
  const program = line.slice(assignments.length).replace(/^exec\s+/, '');
  const isNone = program === '' || WORDS.test(program) || /^[A-Za-z_]\w*=\S*$/.test(program);
  return isNone ? null : `${assignments}exec ${program}`;
}
