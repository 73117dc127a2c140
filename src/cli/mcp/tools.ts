import * as z from 'zod';
import { resolveNames } from '../client/match-names.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { waitUntilReady } from '../up/wait-until-ready.ts';
import { readLogs } from './logs.ts';
import { sendKeys } from './send.ts';
import { listed, names, type Tool, timeout, tool } from './tool.ts';

const SOME = names('services; a * stands for any part of a name');
const NAME = z.string().describe('a service');

/** Longer than the wait itself, so that the command can say what it waited for. */
const patience = (seconds: number) => (seconds + 15) * 1000;

const acts = (verb: 'stop' | 'restart', description: string): Tool =>
  tool({
    description,
    changes: true,
    input: { names: names('services; none means all'), timeout_s: timeout },
    run: ({ names, timeout_s }, { zdev }) =>
      zdev([verb, `--timeout=${timeout_s}`, '--', ...listed(names)], patience(timeout_s)),
  });

/** Everything that an agent can do with a project, in the order of the list. */
export const TOOLS = {
  list: tool({
    description: 'The services: state with reason, pid, uptime, restarts, port, cpu, memory.',
    changes: false,
    input: { names: SOME },
    run: ({ names }, { zdev }) => zdev(['ps', '--', ...listed(names)]),
  }),
  why: tool({
    description:
      'Why something is not up: the chain of causes down to the root, the telling lines of its output, and what to do. Without names: everything that is not as wanted. Ask this first when anything is wrong.',
    changes: false,
    input: { names: SOME },
    async run({ names }, { zdev }) {
      const { status, text } = await zdev(['why', '--', ...listed(names)]);
      // status 1 with an explanation is an answer
      return { status: status === EXIT.failed && !text.startsWith('error:') ? EXIT.ok : status, text };
    },
  }),
  logs: tool({
    description:
      'Output of services, the newest lines. The answer ends with a cursor: with it, only what came since is given.',
    changes: false,
    input: {
      names: SOME,
      lines: z.number().int().min(1).max(500).default(50).describe('at most (default 50)'),
      cursor: z.string().optional().describe('from an earlier answer'),
      grep: z.string().optional().describe('only lines that match this regular expression'),
      level: z
        .enum(['error', 'warning'])
        .optional()
        .describe('only lines that look like errors; warning: or like warnings'),
      since: z.string().optional().describe('such as 90s, 10m, or a time like 2026-01-31T10:00'),
      run: z.number().int().optional().describe('only this run; -1 is the one before the last'),
    },
    run: readLogs,
  }),
  history: tool({
    description: 'What has become of the services: starts, exits, restarts, file changes, with times and reasons.',
    changes: false,
    input: { names: SOME, lines: z.number().int().min(1).max(500).default(50).describe('at most (default 50)') },
    run: ({ names, lines }, { zdev }) => zdev(['history', `--lines=${lines}`, '--', ...listed(names)]),
  }),
  wait_ready: tool({
    description: 'Waits until services are ready. Where they cannot become so, it answers at once with the reason.',
    changes: false,
    input: { names: names('services; none means all that are wanted'), timeout_s: timeout },
    run: ({ names, timeout_s }, { use }) =>
      use(async (client, io) => {
        const found = await resolveNames(client, listed(names), io);
        if (!found) return EXIT.failed;
        return waitUntilReady({
          client,
          names: found,
          timeoutMs: timeout_s * 1000,
          values: {},
          io,
          progress: false,
        });
      }),
  }),
  url: tool({
    description: 'Where a service can be reached.',
    changes: false,
    input: { name: NAME },
    run: ({ name }, { use }) =>
      use(async (client, io) => {
        const found = await resolveNames(client, [name], io);
        if (!found) return EXIT.failed;
        const { services } = await client.call('service.snapshot', { name: found });
        const urls = services.flatMap(({ url, port }) => url ?? (port === null ? [] : `http://localhost:${port}`));
        if (urls.length === 0) return fail(io, `${name} has no url and no port`);
        io.out(`${urls.join('\n')}\n`);
        return EXIT.ok;
      }),
  }),
  check: tool({
    description: 'Reads the config files and says what is wrong with them, with file, line and what to write instead.',
    changes: false,
    input: {},
    run: (_, { zdev }) => zdev(['check']),
  }),
  up: tool({
    description:
      'Brings the project up in the background, or services of it with what they need, and waits until they are ready.',
    changes: true,
    input: { names: names('services; none means all'), timeout_s: timeout },
    run: ({ names, timeout_s }, { zdev }) =>
      zdev(['up', '--detach', '--wait', `--timeout=${timeout_s}`, '--', ...listed(names)], patience(timeout_s)),
  }),
  down: tool({
    description: 'Stops everything in order, zdev itself included.',
    changes: true,
    input: {},
    run: (_, { zdev }) => zdev(['down']),
  }),
  start: tool({
    description:
      'Starts services and what they need, and waits until they are ready. Brings zdev up where it does not run.',
    changes: true,
    input: { names: names('services; none means all'), timeout_s: timeout },
    async run({ names, timeout_s }, context) {
      const args = [`--timeout=${timeout_s}`, '--', ...listed(names)];
      const { status } = await context.use(async () => EXIT.ok);
      const verb = status === EXIT.ok ? ['start'] : ['up', '--detach', '--wait'];
      return context.zdev([...verb, ...args], patience(timeout_s));
    },
  }),
  stop: acts('stop', 'Stops services, and before them what requires them.'),
  restart: acts('restart', 'Stops services and starts them again, and waits until they are ready.'),
  reload: tool({
    description: 'Applies a changed config: starts what was added, stops what was removed, restarts what changed.',
    changes: true,
    input: {},
    run: (_, { zdev }) => zdev(['reload']),
  }),
  send: tool({
    description:
      'Types on the terminal of a service, as when it asks something. Gives what it prints then, and whether it asks again.',
    changes: true,
    input: {
      name: NAME,
      keys: z
        .union([z.string(), z.array(z.string()).min(1)])
        .describe('texts and names of keys, such as ["yes", "Enter"]: Enter, Tab, Escape, Up, C-c, F5'),
    },
    run: sendKeys,
  }),
  run: tool({
    description:
      'Runs a command once, in the directory and with the environment of a service, or of the project. Gives its output and exit status.',
    changes: true,
    input: {
      command: z.string().min(1).describe('a line for the shell'),
      service: z.string().optional().describe('whose directory and environment; default: those of the project'),
      timeout_s: timeout,
    },
    async run({ command, service, timeout_s }, { zdev }) {
      const place = service === undefined ? [] : [service];
      const { status, text } = await zdev(['run', ...place, '--', 'sh', '-c', command], timeout_s * 1000);
      return { status, text: `exit status ${status}\n${text}` };
    },
  }),
} as const satisfies Readonly<Record<string, Tool>>;
