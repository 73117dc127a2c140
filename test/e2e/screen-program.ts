/**
 * `zdev up` with a screen that draws nothing: it says what it was given and prints output as it comes. SIGUSR2 detaches,
 * SIGWINCH stops everything. The supervisor is that of the built program.
 */

import { UP } from '../../src/cli/args/options.ts';
import { parseArgs } from '../../src/cli/args/parse-args.ts';
import { isUsageError } from '../../src/cli/args/project-options.ts';
import { isConnectionLost } from '../../src/cli/present/rpc-error.ts';
import { type Left, type Screen, upOnScreen } from '../../src/cli/up/up-on-screen.ts';

async function runTui({ client, projectDir, owned, notices }: Screen): Promise<Left> {
  const decided = new Promise<Left>((resolve) => {
    process.once('SIGUSR2', () => resolve({ how: 'detached' }));
    process.once('SIGWINCH', () => void client.call('system.down').then(() => resolve({ how: 'stopped' })));
    void client.closed.then(() => resolve({ how: 'lost' }));
    void owned?.ended.then(() => resolve({ how: 'ended' }));
  });
  client.on('events.output', ({ pieces }) => {
    for (const { service, run, at, data } of pieces) say(`${service} ${run} ${at}: ${Buffer.from(data, 'base64')}`);
  });
  const info = client.call('events.subscribe', { output: true, backlog: 1000 }).then(() => client.call('project.info'));
  const pid = await info.then(({ pid }) => pid).catch(nullIfLost);
  // Of a supervisor that has ended by now, all that matters is with what.
  if (pid !== null)
    say(`${owned ? 'owner' : 'guest'} in ${projectDir}, supervisor ${pid}${notices.map((notice) => `; ${notice}`)}`);
  return decided;
}

function nullIfLost(error: unknown): null {
  if (!isConnectionLost(error)) throw error;
  return null;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.argv[1] = (process.env['ZDEV'] ?? '').split(' ')[1] ?? '';
const line = parseArgs(UP, process.argv.slice(3));
if (!line) throw new Error('a mistake in the command line of a test');
upOnScreen({ ...line, runTui }).then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(isUsageError(error) ? `error: ${error.message}\n` : `${error}\n`);
    process.exit(isUsageError(error) ? 2 : 70);
  },
);
