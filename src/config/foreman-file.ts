import { join } from 'node:path';
import { didYouMean } from '../core/suggest.ts';
import type { Disk } from './disk.ts';
import { type Finding, type Source, warning } from './finding.ts';
import { type Flaw, type ForemanSettings, portOption, secondsOption, splitNames } from './foreman-compat-settings.ts';
import type { LoadOptions } from './project.ts';

/** The options of foreman that zdev has as well, and those that only concern `foreman export`. */
const KNOWN = ['procfile', 'root', 'formation', 'port', 'env', 'timeout', 'color', 'timestamp'];
const EXPORT = ['app', 'log', 'run', 'template', 'user', 'format', 'location'];

/** One line `name: value` of the file. */
interface Line {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** Reads `.foreman` in the current directory. It is YAML, but foreman's options need only `name: value`. */
export function readForeman({ cwd }: LoadOptions, disk: Disk): ForemanSettings {
  const path = join(cwd, '.foreman');
  if (disk.kind(path) === 'missing') return { options: {}, flaws: [] };
  const source = disk.read(path);
  if ('code' in source) return { options: {}, flaws: [{ problem: source }] };
  const { lines, problems } = readLines(source);
  const flaws: Flaw[] = problems.map((problem) => ({ problem }));
  const found = (name: string) => lines.findLast((each) => each.name === name && each.value !== '');
  const value = (name: string) => found(name)?.value;
  const option = (name: string) => {
    const place = { source, line: found(name)?.line ?? null, column: 1 };
    return { name, text: value(name), place, flaws };
  };
  return {
    options: {
      root: value('root'),
      formation: value('formation'),
      envFiles: splitNames(value('env')),
      basePort: portOption(option('port')),
      stopTimeoutMs: secondsOption(option('timeout')),
    },
    procfile: value('procfile'),
    rows: { color: yesOrNo(value('color')), timestamps: yesOrNo(value('timestamp')) },
    flaws,
  };
}

const ENTRY = /^:?([A-Za-z_]+):(?:\s+(?:(["'])(.*)\2|(.*?)))?\s*(?:\s#.*)?$/;

function readLines(source: Source): { lines: Line[]; problems: Finding[] } {
  const lines: Line[] = [];
  const problems: Finding[] = [];
  for (const [at, text] of source.text.split(/\r\n|\n|\r/).entries()) {
    if (/^\s*(#|$|---\s*$)/.test(text)) continue;
    const place = { source, line: at + 1, column: 1 };
    const [, name, , quoted, plain] = ENTRY.exec(text) ?? [];
    if (name === undefined) {
      problems.push(warning('ignored-line', 'line ignored: it is not "option: value"', place));
    } else if (KNOWN.includes(name)) {
      lines.push({ name, value: quoted ?? plain ?? '', line: at + 1 });
    } else if (!EXPORT.includes(name)) {
      const message = `line ignored: foreman has no option "${name}"`;
      problems.push(warning('ignored-line', message, place, didYouMean(name, KNOWN)));
    }
  }
  return { lines, problems };
}

/** Parses YAML's words for true and false; undefined for anything else. */
function yesOrNo(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(true|yes|on)$/i.test(text)) return true;
  return /^(false|no|off)$/i.test(text) ? false : undefined;
}
