import type { RpcClient } from '../../rpc/client.ts';
import { resolveNames } from '../client/match-names.ts';
import { EXIT } from '../io/exit-code.ts';
import { stateText } from '../present/service.ts';
import type { Context } from './context.ts';
import { linesAfter, page } from './logs.ts';
import { listed } from './tool.ts';
import type { CommandResult } from './zdev-command.ts';

/** A service that has printed nothing for this long has answered. By then, it is known whether it asks something. */
const QUIET_MS = 1200;
/** The longest wait for an answer. */
const LIMIT_MS = 5000;
const MAX_LINES = 50;

interface SendRequest {
  readonly name: string;
  readonly keys: string | readonly string[];
}

/**
 * Types on the terminal of a service. Returns what the service prints until it is quiet, and its state or question
 * then.
 */
export function sendKeys({ name, keys }: SendRequest, { use }: Context): Promise<CommandResult> {
  return use(async (client, io) => {
    const names = await resolveNames(client, [name], io);
    if (!names) return EXIT.failed;
    const { cursor } = await client.call('logs.read', { tail: 0 });
    const quiet = untilQuiet(client);
    await client.call('events.subscribe', { states: false, output: names });
    for (const each of names) await client.call('terminal.write', { name: each, keys: listed(keys) });
    await quiet;
    const answer = await linesAfter(client, cursor, { names, lines: MAX_LINES });
    const { services } = await client.call('service.snapshot', { name: names });
    io.out(services.map((row) => `${row.name}: ${stateText(row)}\n`).join(''));
    io.out(page(answer));
    return EXIT.ok;
  });
}

/** Resolves when output has come and then stopped for a while, or when it has taken too long. */
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
