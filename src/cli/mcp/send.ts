import type { RpcClient } from '../../rpc/client.ts';
import { resolveNames } from '../client/select-services.ts';
import { EXIT } from '../io/exit-code.ts';
import { stateText } from '../present/service.ts';
import type { Context } from './context.ts';
import { linesAfter, page } from './logs.ts';
import { listed } from './tool.ts';
import type { Outcome } from './zdev-command.ts';

/** Who has printed nothing for so long has answered: by then a question that it asks is known. */
const QUIET_MS = 1200;
/** An answer that takes longer is not waited for. */
const LIMIT_MS = 5000;
const MAX_LINES = 50;

interface SendRequest {
  readonly name: string;
  readonly keys: string | readonly string[];
}

/** Types on the terminal of a service. Gives what the service prints until it is quiet, and what it does or asks then. */
export function sendKeys({ name, keys }: SendRequest, { use }: Context): Promise<Outcome> {
  return use(async (client, caller) => {
    const names = await resolveNames(client, [name], caller);
    if (!names) return EXIT.failed;
    const { cursor } = await client.call('logs.read', { tail: 0 });
    const quiet = untilQuiet(client);
    await client.call('events.subscribe', { states: false, output: names });
    for (const each of names) await client.call('terminal.write', { name: each, keys: listed(keys) });
    await quiet;
    const answer = await linesAfter(client, cursor, { names, lines: MAX_LINES });
    const { services } = await client.call('service.snapshot', { name: names });
    caller.out(services.map((row) => `${row.name}: ${stateText(row)}\n`).join(''));
    caller.out(page(answer));
    return EXIT.ok;
  });
}

/** Settles when no output has come for a while after some has, or when it has taken too long. */
function untilQuiet(client: RpcClient): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LIMIT_MS).unref();
    let timer: NodeJS.Timeout | undefined;
    client.on('events.output', () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET_MS);
    });
    void client.closed.then(resolve);
  });
}
