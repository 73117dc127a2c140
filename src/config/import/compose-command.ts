import { ENGINES } from '../../core/engines.ts';
import { error, warning } from '../finding.ts';
import { containerOf } from './compose-health.ts';
import type { ComposeScope } from './compose-scope.ts';
import { containerScript } from './container.ts';
import { set } from './draft.ts';
import { commandLine, quote, splitWords } from './shell.ts';

/** The names of all services, by where they run. */
interface Everybody {
  readonly containers: readonly string[];
  readonly local: readonly string[];
}

/** docker gets this much longer than the container has to stop. */
const MARGIN_MS = 5000;

/** Makes `exec`, and for a container `build`, of what the keys of a service have said. */
export function finishCommand(at: ComposeScope, everybody: Everybody): void {
  const { draft, found } = at;
  if (found.runs === 'container') return finishContainer(at, everybody);
  const line = [found.entrypoint, found.command].filter((part) => part !== undefined && part.length > 0);
  draft.table.exec = line.map((part) => (typeof part === 'string' ? part : commandLine(part!))).join(' ');
  if (draft.table.exec === '') delete draft.table.exec;
  const home = at.origins.get(draft.name)?.dir;
  if (home !== undefined && home !== at.options.dir) draft.table.dir ??= home;
  if (Object.keys(found.env).length > 0) draft.table.env = found.env;
  set(draft, draft.field, 'lifecycle', { stop_timeout_ms: found.graceMs });
}

function finishContainer(at: ComposeScope, { containers, local }: Everybody): void {
  const { draft, found, options, problems, engine } = at;
  const { image, build } = found;
  if (image === undefined && build === undefined) {
    const message = `"${draft.name}" has no image, no build and no command`;
    const hint = 'give it one of them, or x-zdev: { exec: "…" }';
    problems.push(error('missing-exec', message, draft.field.key, hint));
    return;
  }
  const source = (image?.field ?? build?.field)!;
  const here = `x-zdev: { exec: ${JSON.stringify(hereLine(at) || '…')} }`;
  if (!engine.isThere) {
    const hint = `install ${ENGINES.join(', ')}; to run it on this machine: ${here}`;
    const message = `"${draft.name}" cannot start: it runs in a container, and ${engine.command} is not on the PATH`;
    problems.push(warning('no-container-engine', message, source.key, hint));
  }
  const tag = image?.text ?? `${containerOf(at)}:latest`;
  const network = containers.length > 1 && found.network === undefined ? options.containers : null;
  const entrypoint = wordsOf(found.entrypoint);
  const flags = [
    ...(network === null ? [] : ['--network', network, '--network-alias', draft.name]),
    ...(found.network === undefined ? [] : ['--network', found.network]),
    ...(found.network === 'host' ? [] : local.flatMap((name) => ['--add-host', `${name}:host-gateway`])),
    ...Object.entries(found.env).flatMap(([name, value]) => ['--env', forClient(name) ? `${name}=${value}` : name]),
    ...found.flags,
    ...(found.stopSignal === undefined ? [] : ['--stop-signal', found.stopSignal]),
    ...(entrypoint.length === 0 ? [] : ['--entrypoint', entrypoint[0]!]),
  ];
  // by name alone, so that no value stands on a command line that everybody on the machine can read
  const handedOn = Object.entries(found.env).filter(([name]) => !forClient(name));
  if (handedOn.length > 0) draft.table.env = Object.fromEntries(handedOn);
  const graceSeconds = Math.ceil(found.graceMs / 1000);
  set(
    draft,
    source,
    'exec',
    containerScript({
      name: containerOf(at),
      engine: engine.command,
      network,
      graceSeconds,
      words: [...flags, tag, ...entrypoint.slice(1), ...wordsOf(found.command)],
    }),
  );
  set(draft, source, 'lifecycle', { stop_timeout_ms: graceSeconds * 1000 + MARGIN_MS });
  if (build !== undefined) set(draft, build.field, 'build', commandLine(build.words(tag)));
  else if (found.pull !== 'never')
    set(draft, source, 'build', pullCommand(tag, found.pull === 'always', engine.command));
  if (engine.isThere) return;
  const first = draft.table.build === undefined ? 'exec' : 'build';
  draft.table[first] = [withoutEngine(engine.command, here), draft.table[first]].join('\n');
}

/** The command of the file, as it would be run on this machine; empty where only the image knows it. */
function hereLine({ found }: ComposeScope): string {
  return commandLine([...wordsOf(found.entrypoint), ...wordsOf(found.command)]);
}

/** In front of what takes an engine: says what is missing. The status is that of a shell that finds no command. */
function withoutEngine(engine: string, here: string): string {
  const words = `no container engine: ${engine} is not on the PATH; to run it on this machine: ${here}`;
  return `${commandLine([engine, '--version'])} >/dev/null 2>&1 || { printf '%s\\n' ${quote(words)} >&2; exit 127; }`;
}

/** Variables that the client of the engine would take for its own. */
const forClient = (name: string) =>
  /^(?:PATH|HOME|PWD|TMPDIR|XDG_.*|LD_.*|DYLD_.*|SSH_.*|DOCKER_.*|CONTAINER.*|BUILDAH_.*|.*_proxy|.*_PROXY)$/.test(
    name,
  );

/** Before the start, so that the time it takes is not that of the service. */
function pullCommand(image: string, always: boolean, engine: string): string {
  const pull = commandLine([engine, 'pull', image]);
  return always ? pull : `${commandLine([engine, 'image', 'inspect', image])} >/dev/null 2>&1 || ${pull}`;
}

function wordsOf(command: string | readonly string[] | undefined): readonly string[] {
  return typeof command === 'string' ? splitWords(command) : (command ?? []);
}
