import { COMMANDS, type CommandRow, type OptionRow } from './options.ts';

/** `docs/reference/cli.md`, generated from the rows of the commands. */
export function cliReference(): string {
  const shown = COMMANDS.filter((row) => !row.hidden);
  return [
    '# Commands',
    'Generated from `src/cli/args/options.ts`. [commands.md](../commands.md) describes the commands.',
    ['| command | what it does |', '|---|---|', ...shown.map(overviewRow)].join('\n'),
    ...shown.map(section),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function overviewRow({ name, args, summary }: CommandRow): string {
  return `| [\`zdev ${`${name} ${args}`.trim()}\`](#zdev-${name}) | ${summary} |`;
}

function section({ name, alias, args, choices, summary, options }: CommandRow): string {
  return [
    `## zdev ${name}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.${alias ? ` Also called \`zdev ${alias}\`.` : ''}${choices ? ` ${args}: ${words(choices)}.` : ''}`,
    `\`zdev ${[name, options.length > 0 ? '[options]' : '', args].filter((part) => part !== '').join(' ')}\``,
    ...(options.length > 0 ? [['| option | meaning |', '|---|---|', ...options.map(optionRow)].join('\n')] : []),
  ].join('\n\n');
}

function optionRow({ name, short, value, choices, summary }: OptionRow): string {
  const flags = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
  return `| \`${flags}\` | ${summary}${choices ? `: ${words(choices)}` : ''} |`;
}

function words(choices: readonly string[]): string {
  return choices.map((choice) => `\`${choice}\``).join(', ');
}
