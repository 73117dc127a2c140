import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { runCommander } from '../../../../src/cli/args/commander.ts';
import { COMMANDS, type CommandRow, type OptionRow } from '../../../../src/cli/args/options.ts';
import { type Line, parseArgs } from '../../../../src/cli/args/parse-args.ts';

// the build puts the version there
vi.stubGlobal('ZDEV_VERSION', '0.0.0');
afterAll(() => vi.unstubAllGlobals());

/** One option as it stands on a command line, in one of the ways in which people write it. */
function optionWords({ name, short, also = [], value, choices }: OptionRow): fc.Arbitrary<readonly string[]> {
  const flags = [`--${name}`, ...also.map((other) => `--${other}`), ...(short ? [`-${short}`] : [])];
  const flag = fc.constantFrom(...flags);
  if (!value) return flag.map((word) => [word]);
  const text = choices ? fc.constantFrom(...choices) : fc.constantFrom('a', '1', 'a=b', 'a b', 'ä', '0.5');
  return fc.tuple(flag, text, fc.boolean()).map(([word, given, joined]) => {
    if (!joined) return [word, given];
    return [word.startsWith('--') ? `${word}=${given}` : `${word}${given}`];
  });
}

/** A command line without a mistake: options, each at most once unless it repeats, and names between them. */
function lines(row: CommandRow): fc.Arbitrary<readonly string[]> {
  const options = fc
    .subarray([...row.options], { maxLength: Math.min(4, row.options.length) })
    .chain((rows) => fc.tuple(...rows.map(optionWords)) as fc.Arbitrary<(readonly string[])[]>);
  const name = row.choices ? fc.constantFrom(...row.choices) : fc.constantFrom('web', 'api', 'web.1', 'x-y');
  const least = row.args === '' || row.args.startsWith('[') ? 0 : 1;
  const most = row.args === '' ? 0 : row.args.includes('...') ? 3 : 1;
  const names = fc.array(name, { minLength: least, maxLength: most });
  return fc.tuple(options, names, fc.boolean()).map(([words, given, namesFirst]) => {
    return namesFirst ? [...given, ...words.flat()] : [...words.flat(), ...given];
  });
}

test.each(
  COMMANDS.filter((row) => !row.rest).map((row) => [row.name, row] as const),
)('the quick parser and the full one read a line of %s alike', async (name, row) => {
  await fc.assert(
    fc.asyncProperty(lines(row), async (words) => {
      let full: (Line & { command: string }) | null = null;
      await runCommander([name, ...words], async (command, values, names) => {
        full = { command, values: said(values), names: [...names] };
        return 0;
      });
      const quick = parseArgs(row, words);
      const both = words.some((word) => word.startsWith('--no-') && words.includes(`--${word.slice(5)}`));
      if (both) expect([quick, full]).toEqual([null, expect.anything()]);
      else expect(quick && { command: name, values: said(quick.values), names: [...quick.names] }).toEqual(full);
    }),
    { numRuns: 60 },
  );
});

/** What was given: an option that is undefined was not. */
function said(values: Line['values']): Line['values'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
