import { basename, dirname, join, resolve } from 'node:path';
import { nearest } from '../../core/suggest.ts';
import { headOf, kindOf, namesIn } from './files.ts';
import { findElsewhere } from './place.ts';
import type { Failed, Found } from './request.ts';

const SAYS_MISSING =
  /no such file|cannot (?:find|open)|can't (?:find|open)|could not (?:find|open|read)|not found|does not exist|ENOENT|unable to (?:find|open|access)/i;

/** The command names a file that does not exist: `node sevrer.js`, `python3 src/app.py`. */
export function lookAtNamedFile({ command, dir, root, output }: Failed): Found | null {
  const complaints = output.filter((line) => SAYS_MISSING.test(line)).join('\n');
  for (const word of argumentsOf(command)) {
    const path = resolve(dir, word);
    if (kindOf(path) !== 'missing' || !complaints.includes(basename(word))) continue;
    return { trouble: { type: 'file-missing', path: word, ...findElsewhere(word, { dir, root }) }, awaited: [path] };
  }
  return null;
}

/** A file of the project loads another one that does not exist: `Cannot find module './confg'`. */
export function lookAtLocalModule({ output, dir, root }: Failed): Found | null {
  for (const [i, line] of output.entries()) {
    const [, name, from] = /Cannot find module ['"](\.{0,2}\/[^'"]+)['"](?: imported from (\S+))?/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, required] =
      /^- (\/\S+)/.exec(output.slice(i + 1, i + 3).find((each) => each.startsWith('- ')) ?? '') ?? [];
    const path = resolve(dirname(from ?? required ?? join(dir, 'x')), name);
    if (kindOf(path) !== 'missing') continue;
    const wanted = basename(path).replace(/\.\w+$/, '');
    const bare = new Map(namesIn(dirname(path)).map((each) => [each.replace(/\.\w+$/, ''), each]));
    const meant = nearest(wanted, bare.keys());
    const near = meant === null ? null : join(dirname(name), /\.\w+$/.test(name) ? (bare.get(meant) ?? meant) : meant);
    const shown = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    return {
      trouble: {
        type: 'file-missing',
        path: name.startsWith('/') ? shown : name,
        near: near && dotted(name, near),
        inDir: null,
      },
    };
  }
  return null;
}

const dotted = (name: string, path: string) => (name.startsWith('./') && !path.startsWith('.') ? `./${path}` : path);

/** A shell script has the line ends of Windows, so each line ends with a carriage return. */
export function lookAtLineEnds({ command, dir }: Failed): Found | null {
  const isShell = /(?:^|[\s;&|/])(?:(?:ba|da|z|k|a)?sh|\.|source)\s/.test(command);
  for (const word of [...(isShell ? argumentsOf(command) : []), ...command.trim().split(/\s+/).slice(0, 1)]) {
    const head = headOf(resolve(dir, word));
    const runsInShell = isShell || /^#!.*sh\r?\n/.test(head);
    if (runsInShell && /^[\x09-\x7e\x80-\xff]*$/.test(head) && /\r\n/.test(head)) {
      return { trouble: { type: 'crlf', path: word }, awaited: [resolve(dir, word)] };
    }
  }
  return null;
}

/** Words that name a file: they have an extension or a slash, and no shell syntax. */
function argumentsOf(command: string): readonly string[] {
  const words = command.split(/[\s;&|()]+/).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  return words.slice(1).filter((word) => /^[\w@./+-]+$/.test(word) && !word.startsWith('-') && /[./]\w/.test(word));
}
