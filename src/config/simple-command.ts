/** Quoted texts and escaped characters, which never end a command. */
const QUOTED = /'[^']*'|"(?:[^"\\`$]|\\.|\$(?!\())*"|\\./gs;
const REDIRECTION = /\d*[<>]+&?\d*-?/g;
const SEVERAL = /[;&|()\n`]|\$\(/;
const ASSIGNMENTS = /^(?:\s*[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"])*(?=\s))*\s*/;
/** Words that begin a part of a shell program but are not programs. */
const WORDS = /^(?:if|for|while|until|case|cd|export|set|source|eval|trap|\.|\{|!)(?:\s|$)/;

/**
 * A command line with `exec` before its program, so that the program replaces the shell. Null for more than one
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
