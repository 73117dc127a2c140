import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { firstWord } from '../../core/command-word.ts';
import { ENGINES } from '../../core/engines.ts';
import { nearest } from '../../core/suggest.ts';
import { headOf, isExecutable, kindOf, namesIn } from './files.ts';
import { type Failed, type Found, pathOf } from './request.ts';

/** Exit codes of a shell when it cannot find a command, and when it cannot run it. */
const NOT_FOUND = 127;
const NOT_RUN = 126;

/** The program that could not be run, if the shell ended with 126 or 127. It is missing or cannot be executed. */
export function lookAtCommand(failed: Failed): Found | null {
  const { end, command } = failed;
  if (end?.code !== NOT_FOUND && end?.code !== NOT_RUN) return null;
  const word = firstWord(command);
  const named = namedInOutput(failed.output);
  for (const each of [word, named]) {
    if (each === null) continue;
    const trouble = troubleOf(each, failed);
    // A program that only a script lacks does not keep the command from starting.
    const isOwn = each === word || wordsOf(command).includes(each);
    if (trouble !== null) return { ...trouble, ...(isOwn ? {} : { awaited: undefined }) } as Found;
  }
  return null;
}

function troubleOf(word: string, failed: Failed): Found | null {
  if (!word.includes('/')) {
    const dirs = pathOf(failed);
    const found = dirs.map((dir) => resolve(failed.dir, dir, word)).find((path) => kindOf(path) === 'file');
    if (found !== undefined) return stateOf(found, word, failed);
    const awaited = dirs.map((dir) => join(dir, word));
    if (ENGINES.includes(word)) return { trouble: { type: 'engine-missing', engine: word }, awaited };
    const near = nearest(word, dirs.flatMap(namesIn));
    return { trouble: { type: 'command-missing', command: word, near }, awaited };
  }
  const path = resolve(failed.dir, word);
  if (kindOf(path) === 'missing') return missing(word, path);
  return stateOf(path, word, failed);
}

function missing(word: string, path: string): Found {
  const name = nearest(basename(path), namesIn(dirname(path)));
  const near = name === null ? null : join(dirname(word), name);
  const trouble = { type: 'command-missing', command: word, near: near && keepDot(word, near) } as const;
  return { trouble, awaited: [path] };
}

/** Keeps `./start.sh`, because a shell would look for `start.sh` in the PATH. */
function keepDot(word: string, path: string): string {
  return word.startsWith('./') && !isAbsolute(path) ? `./${path}` : path;
}

/** Why an existing file cannot be run; null if nothing is wrong with it. */
function stateOf(path: string, word: string, failed: Failed): Found | null {
  const shown = word.includes('/') ? word : path;
  const awaited = [path];
  if (kindOf(path) === 'directory') return { trouble: { type: 'is-directory', path: shown }, awaited };
  const [, first] = /^#!([^\n]*)\n?/.exec(headOf(path)) ?? [];
  if (!isExecutable(path)) return { trouble: { type: 'not-executable', path: shown }, awaited };
  if (first === undefined) {
    const isForeign = failed.output.some((line) => /Exec format error|cannot execute binary file/i.test(line));
    return isForeign ? { trouble: { type: 'wrong-format', path: shown }, awaited } : null;
  }
  if (first.endsWith('\r')) return { trouble: { type: 'crlf', path: shown }, awaited };
  const [program = '', ...args] = first.trim().split(/\s+/);
  const isEnv = basename(program) === 'env';
  const interpreter = isEnv ? (args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? '') : program;
  const places = isEnv ? pathOf(failed).map((dir) => join(dir, interpreter)) : [resolve(failed.dir, interpreter)];
  if (interpreter === '' || places.some(isExecutable)) return null;
  return { trouble: { type: 'interpreter-missing', path: shown, interpreter }, awaited: [...awaited, ...places] };
}

/**
 * The program that a shell or `env` could not run: `sh: 1: vite: not found` (dash), `bash: line 1: vite: command not
 * found`, `zsh:1: command not found: vite`, `env: 'node': No such file or directory`.
 */
export function namedInOutput(output: readonly string[]): string | null {
  for (const line of output.toReversed()) {
    for (const shape of SAID) {
      const [, word] = shape.exec(line.trim()) ?? [];
      if (word !== undefined) return word;
    }
  }
  return null;
}

const SAID = [
  /command not found: (\S+)$/,
  /(?:^|: )([^\s:]+): (?:command )?not found$/,
  /(?:^|: )([^\s:]+): (?:Permission denied|cannot execute: .*|[Ii]s a directory|Exec format error|bad interpreter: .*)$/,
  /env: [‘'"]?([^\s:’'"]+)\\?r?[’'"]?: No such file or directory/,
];

function wordsOf(command: string): readonly string[] {
  return command.split(/[\s;&|()]+/);
}
