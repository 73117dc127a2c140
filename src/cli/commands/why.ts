import { type Caller, systemCaller } from '../caller.ts';
import { withClient } from '../client.ts';
import { EXIT } from '../exit-code.ts';
import { resolveNames } from '../names.ts';
import type { OptionValues } from '../options.ts';
import { printJson } from '../print/json.ts';
import { painter } from '../print/paint.ts';
import { printable } from '../print/text.ts';
import { problemLines } from '../why.ts';

/** `zdev why`: why a service is as it is, down to the causes. Gives the exit status. */
export function why(values: OptionValues, given: readonly string[], caller: Caller = systemCaller()): Promise<number> {
  return withClient(values, caller, async ({ client }) => {
    const names = await resolveNames(client, given, caller);
    if (!names) return EXIT.failed;
    const explanations = await Promise.all(names.map((name) => client.call('service.why', { name })));
    if (values['json']) {
      printJson(caller, values, explanations.length === 1 ? explanations[0] : explanations, 2);
      return EXIT.ok;
    }
    const paint = painter(caller.color.out);
    for (const { lines, roots } of explanations) {
      const [first = '', ...rest] = [...lines.map(printable), ...roots.flatMap(problemLines)];
      caller.out([paint('bold', first), ...rest, ''].join('\n'));
    }
    return EXIT.ok;
  });
}
