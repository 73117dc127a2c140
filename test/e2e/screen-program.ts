/**
 * `zdev up` with a screen that draws nothing: it says what it was given and prints output as it comes. SIGUSR2 detaches,
 * SIGWINCH stops everything. The supervisor is that of the built program.
 */
import { type Left, type Screen, upOnScreen } from '../../src/cli/commands/up-screen.ts';
import { UP } from '../../src/cli/options.ts';
import { isUsageError } from '../../src/cli/project.ts';
import { parseQuickly } from '../../src/cli/quick.ts';

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
  await client.call('events.subscribe', { output: true, backlog: 1000 });
  const { pid } = await client.call('project.info');
  say(`${owned ? 'owner' : 'guest'} in ${projectDir}, supervisor ${pid}${notices.map((notice) => `; ${notice}`)}`);
  return decided;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.argv[1] = (process.env['ZDEV'] ?? '').split(' ')[1] ?? '';
const line = parseQuickly(UP, process.argv.slice(3));
if (!line) throw new Error('a mistake in the command line of a test');
upOnScreen({ ...line, runTui }).then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(isUsageError(error) ? `error: ${error.message}\n` : `${error}\n`);
    process.exit(isUsageError(error) ? 2 : 70);
  },
);
