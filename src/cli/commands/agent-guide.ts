import type { OptionValues } from '../args/options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';

const GUIDE = `## Services: zdev

zdev runs the services of this project, in the order of their dependencies, and restarts them when their files change.
Do not start servers, databases or watchers by hand: ask zdev.

- \`zdev up -d --wait\` brings everything up in the background and waits until it is ready. On failure it prints the root
  cause and ends with status 1. Run it again at any time: what is up stays up.
- \`zdev ps\` lists the services. \`zdev why\` explains everything that is not as wanted, down to the root cause; its exit
  status is 0 when all is well. Ask it first when a page or a test fails.
- \`zdev logs NAME\` prints the output of a service (\`-n 50\`, \`--grep REGEX\`, \`--since 5m\`, \`--run -1\` for the run
  before). \`zdev history NAME\` says when it started, ended and restarted, and why.
- \`zdev restart NAME\` waits until the service is ready again, and reports a crash as such. After an edit of a watched
  file it restarts by itself.
- \`zdev run NAME -- COMMAND\` runs a command with the environment of a service (ports, database url).
- \`zdev test -- COMMAND\` runs a test command against services of its own, with ports of their own, and takes them down.
- After an edit of zinit.toml: \`zdev check\`, then \`zdev reload\`.
- \`zdev down\` stops everything. Leave the project as you found it: down only if you brought it up.
- Every command takes \`--json\` where a program reads the answer; \`zdev help COMMAND\` explains it.

\`zdev mcp\` offers the same as tools over the Model Context Protocol.
`;

/** `zdev agent-guide`: prints a page for coding agents. Returns the exit status. */
export async function agentGuide(
  values: OptionValues,
  _names: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  if (values['json']) printJson(io, values, 'agent-guide', { ok: true, text: GUIDE });
  else io.out(GUIDE);
  return EXIT.ok;
}
