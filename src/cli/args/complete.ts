import { findProject } from '../client/project-client.ts';
import type { CommandIo } from '../io/command-io.ts';
import { systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { isCalled } from './option-row.ts';
import { COMMANDS, type CommandRow, type OptionRow, type OptionValues } from './options.ts';
import { loadOptions } from './project-options.ts';

/** A possible word, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly summary?: string;
}

/** Tells the shell to complete file names itself. */
const FILES: readonly Candidate[] = [{ word: ':files' }];
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGSTOP', 'SIGCONT'];

/**
 * `zdev __complete -- WORD...`: prints what the last word could become. Each line is a word, a tab and its meaning. The
 * scripts of `zdev completion` call this, so they need to know nothing about zdev. Never reports an error.
 */
export async function complete(
  _values: OptionValues,
  words: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const line = words[0] === '--' ? words.slice(1) : words;
  const candidates = await candidatesFor(line, () => serviceNames(line, io));
  io.out(candidates.map(({ word, summary }) => `${word}${summary ? `\t${summary}` : ''}\n`).join(''));
  return EXIT.ok;
}

/** The words that could replace the last one, of which only a part was typed. */
export async function candidatesFor(
  line: readonly string[],
  services: () => Promise<readonly string[]>,
): Promise<readonly Candidate[]> {
  const typed = line.at(-1) ?? '';
  const begun = (all: readonly Candidate[]) => all.filter(({ word }) => word.startsWith(typed));
  if (line.length <= 1) return begun(commandWords());
  const row = COMMANDS.find((each) => isCalled(each, line[0]));
  if (!row) return [];
  const option = valueOption(row, line.at(-2) ?? '');
  if (option?.value === 'NAMES') return begun((await services()).map((word) => ({ word })));
  if (option) {
    const values = await valuesOf(option);
    return values === FILES ? FILES : begun(values);
  }
  if (typed.startsWith('-')) return begun(row.options.map(({ name, summary }) => ({ word: `--${name}`, summary })));
  if (row.choices) return begun(row.choices.map((word) => ({ word })));
  if (!row.args.includes('NAME')) return [];
  const taken = line.slice(1, -1);
  return begun((await services()).filter((name) => !taken.includes(name)).map((word) => ({ word })));
}

function commandWords(): Candidate[] {
  return COMMANDS.filter((row) => !row.hidden).flatMap(({ name, alias, summary }) => [
    { word: name, summary },
    ...(alias ? [{ word: alias, summary }] : []),
  ]);
}

/** The option whose value comes next, if the previous word is such an option. */
function valueOption(row: CommandRow, word: string): OptionRow | undefined {
  return row.options.find(
    ({ name, short, value }) => value && (word === `--${name}` || (short && word === `-${short}`)),
  );
}

async function valuesOf({ value, choices }: OptionRow): Promise<readonly Candidate[]> {
  if (choices) return choices.map((word) => ({ word }));
  if (value === 'SIGNAL') return SIGNALS.map((word) => ({ word }));
  return value === 'FILE' || value === 'FILES' || value === 'DIR' ? FILES : [];
}

/** The services of the running supervisor, or of the config if none runs. */
async function serviceNames(line: readonly string[], io: CommandIo): Promise<readonly string[]> {
  try {
    const at = line.findIndex((word) => word === '--file' || (word === '-f' && line[0] !== 'logs'));
    const file = at < 0 ? undefined : line[at + 1];
    const { client } = await findProject({ file }, io);
    if (client) {
      const names = await client.call('service.list');
      client.close();
      return names;
    }
    const { loadProject } = await import('../../config/load.ts');
    const { services } = await loadProject({ ...loadOptions({ file }), cwd: io.cwd });
    return services.map(({ name }) => name);
  } catch {
    return [];
  }
}
