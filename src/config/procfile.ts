import { error, type Finding, type Source, warning } from './finding.ts';

/** One line `name: command` of a Procfile. */
export interface ProcfileEntry {
  readonly name: string;
  /** As written, with trailing blanks, which are for the shell. */
  readonly command: string;
  /** From 0; ports are counted by it. As in foreman, a dropped blank command keeps its number. */
  readonly index: number;
  readonly line: number;
}

const ENTRY = /^([A-Za-z0-9_-]+):\s*(.+)$/;

/** A likely misunderstanding, and what to do. */
interface Doubt {
  readonly message: string;
  readonly hint: string;
}

/** Names with a special meaning in other tools of the family. */
const SPECIAL_NAMES: Readonly<Record<string, Doubt>> = {
  all: {
    message: '"all" means every process in a formation, so this one cannot be scaled alone',
    hint: 'give it another name',
  },
  system: {
    message: '"system" is also the prefix of messages of foreman itself',
    hint: 'give it another name',
  },
  zdev: {
    message: '"zdev" is also the prefix of messages of zdev itself',
    hint: 'give it another name',
  },
  release: {
    message: '"release" is run like every other process; its exit may stop the rest',
    hint: 'to run it once, set in zinit.toml: [services.release] oneshot = true',
  },
};

/**
 * Parses the entries of a Procfile. Never throws: lines that are not entries are reported. `oneshots` names entries
 * whose exit is intended, according to a zinit.toml.
 */
export function parseProcfile(
  source: Source,
  oneshots: readonly string[] = [],
): { entries: ProcfileEntry[]; problems: Finding[] } {
  const entries = new Map<string, ProcfileEntry>();
  const problems: Finding[] = [];
  let index = 0;
  for (const [at, text] of source.text.split(/\r\n|\n|\r/).entries()) {
    const place = { source, line: at + 1, column: 1 };
    const [, name, command] = ENTRY.exec(text) ?? [];
    if (name === undefined || command === undefined) {
      const hint = whyIgnored(text);
      if (hint !== null) problems.push(warning('ignored-line', 'line ignored: it is not "name: command"', place, hint));
      continue;
    }
    const first = entries.get(name);
    if (command.trim() === '') {
      problems.push(warning('empty-command', `"${name}" has no command and is left out`, place));
    } else if (first !== undefined) {
      problems.push(
        error('duplicate-name', `"${name}" is already defined in line ${first.line}`, place, 'rename one of them'),
      );
    } else {
      entries.set(name, { name, command, index, line: at + 1 });
      const found = doubts(name, command, oneshots);
      problems.push(...found.map(({ message, hint }) => warning('procfile-doubt', message, place, hint)));
    }
    index += 1;
  }
  if (entries.size === 0) {
    const place = { source, line: null, column: null };
    problems.push(error('no-processes', 'no process is defined here', place, 'add a line such as "web: npm start"'));
  }
  return { entries: [...entries.values()], problems };
}

/** A hint why a line is not an entry; null for blank lines and comments. */
function whyIgnored(text: string): string | null {
  if (/^\s*(#|$)/.test(text)) return null;
  if (/^\s+[A-Za-z0-9_-]+:/.test(text)) return 'an entry begins in the first column';
  if (/^[A-Za-z0-9_-]+:$/.test(text)) return 'the command is missing';
  if (/^[A-Za-z0-9_-]+\s+:/.test(text)) return 'the colon must touch the name';
  if (text.includes(':')) return 'a name has only letters, digits, "-" and "_"';
  return 'a command cannot continue on another line';
}

function doubts(name: string, command: string, oneshots: readonly string[]): Doubt[] {
  const isSettled = name === 'release' && oneshots.includes(name);
  const found = Object.hasOwn(SPECIAL_NAMES, name) && !isSettled ? [SPECIAL_NAMES[name]!] : [];
  if (!/\\\s*$/.test(command)) return found;
  const message = 'a backslash at the end does not continue the command on the next line';
  return [...found, { message, hint: 'write it in one line, or put it into a script' }];
}
