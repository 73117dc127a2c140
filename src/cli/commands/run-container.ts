import { spawn } from 'node:child_process';
import { imageLine } from '../../core/container.ts';
import type { ProcessSpec } from '../../core/service.ts';
import { openEngines } from '../../host/engines.ts';
import type { CommandIo } from '../io/command-io.ts';
import { fail } from '../present/error.ts';

/** A program to run on this terminal, and what to do afterwards. */
interface ContainerJob {
  readonly file: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly after?: () => Promise<void>;
}

/**
 * Runs a command in the container of a service: in its running container, or else in a new one with the same image,
 * variables and volumes but without published ports. The new container is removed when the command has ended. Without a
 * command, runs the service's own command in a new container. Null if that is impossible, after saying why.
 */
export async function runInContainer(
  { name, env, container }: ProcessSpec,
  words: readonly string[],
  io: CommandIo,
): Promise<ContainerJob | null> {
  if (container === undefined) return null;
  const engines = await openEngines((message) => fail(io, message))();
  const found = await engines.find(container.engines, (message) => fail(io, message));
  if (!found.ok) {
    fail(io, `${name} runs in a container: ${found.message}`, `to run it on this machine: ${container.here}`);
    return null;
  }
  const { engine } = found;
  const tty = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const command = words.length === 1 && /\s/.test(words[0]!) ? ['/bin/sh', '-c', words[0]!] : words;
  const base = { file: engine.command, dir: '/', env };
  if (command.length > 0 && (await engine.inspect(container.name))?.running) {
    return { ...base, args: ['exec', '--interactive', ...(tty ? ['--tty'] : []), container.name, ...command] };
  }
  const making = imageLine(container, engine.command);
  if (making !== null && !(await succeeds(making, io))) {
    fail(io, `the image of ${name} is not available`);
    return null;
  }
  const own = {
    ...container,
    name: `${container.name}-run-${process.pid}`,
    ports: [],
    network: container.network && { ...container.network, aliases: [] },
    ...(command.length > 0 && { words: command }),
  };
  const made = await engine.create({ container: own, labels: {}, env, tty, interactive: true, once: true });
  if (!made.ok) {
    fail(io, `${name}: ${made.message}`);
    return null;
  }
  const { network } = own;
  // the network stays while others use it
  const after = network === null ? {} : { after: () => engine.leaveNetwork(network.name) };
  return { ...base, ...after, args: ['start', '--attach', '--interactive', own.name] };
}

/** Its output goes to stderr: stdout is only for the command that the user asked for. */
function succeeds(line: string, io: CommandIo): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', line], { env: io.env, stdio: ['ignore', 2, 2] });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
