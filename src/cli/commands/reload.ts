import type { ResultOf } from '../../rpc/methods.ts';
import type { OptionValues } from '../args/options.ts';
import { withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { errorJson } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { type Paint, painter } from '../present/paint.ts';
import { isRpcError } from '../present/rpc-error.ts';

/** `zdev reload`: makes the supervisor read the config again, and says what changed. Returns the exit status. */
export function reload(values: OptionValues, _given: readonly string[], io: CommandIo = systemIo()): Promise<number> {
  return withClient(values, io, async ({ client }) => {
    try {
      const result = await client.call('service.reload');
      if (!('added' in result)) return EXIT.ok;
      if (values['json']) printJson(io, values, 'reload', result);
      else sayDiff(result, io);
      return EXIT.ok;
    } catch (error) {
      const errors = isRpcError(error) ? (error.data as { errors?: readonly string[] } | undefined)?.errors : undefined;
      if (!errors) throw error;
      if (io.json) io.out(Buffer.from(errorJson('config', errors.join('\n\n'), 'nothing was changed')));
      else io.err(`${errors.join('\n\n')}\n\nnothing was changed\n`);
      return EXIT.usage;
    }
  });
}

type Diff = Extract<ResultOf<'service.reload'>, { added: unknown }>;

function sayDiff(diff: Diff, io: CommandIo): void {
  for (const warning of diff.warnings) io.err(`${warning}\n`);
  const paint = painter(io.color.out);
  const lines = [
    ...diff.added.map((name) => row(paint, 'green', `+ ${name}`, 'added')),
    ...diff.removed.map((name) => row(paint, 'red', `- ${name}`, 'removed, and being stopped')),
    ...diff.changed.map((name) => row(paint, 'yellow', `~ ${name}`, 'changed, and being restarted')),
    ...diff.adjusted.map((name) => row(paint, 'dim', `~ ${name}`, 'changed; needs no restart')),
  ];
  io.out(lines.length > 0 ? lines.join('') : 'nothing has changed\n');
}

function row(paint: Paint, style: 'green' | 'red' | 'yellow' | 'dim', name: string, what: string): string {
  return `${paint(style, name)}  ${what}\n`;
}
