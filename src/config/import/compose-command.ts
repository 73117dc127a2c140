import { ENGINES } from '../../core/engines.ts';
import { commandLine } from '../../core/shell-quote.ts';
import { error, warning } from '../finding.ts';
import type { ComposeScope } from './compose-scope.ts';
import { set } from './draft.ts';
import { fieldAt } from './fields.ts';
import { splitWords } from './split-words.ts';

/** Makes `exec` and `env` from the keys of a service. The container comes later. */
export function finishCommand(at: ComposeScope): void {
  const { draft, found } = at;
  if (found.runs === 'container') return finishContainer(at);
  const line = [found.entrypoint, found.command].filter((part) => part !== undefined && part.length > 0);
  draft.table.exec = line.map((part) => (typeof part === 'string' ? part : commandLine(part!))).join(' ');
  if (draft.table.exec === '') delete draft.table.exec;
  const home = at.origins.get(draft.name)?.dir;
  if (home !== undefined && home !== at.options.dir) draft.table.dir ??= home;
  if (Object.keys(found.env).length > 0) draft.table.env = found.env;
  set(draft, draft.field, 'lifecycle', { stop_timeout_ms: found.graceMs });
}

function finishContainer(at: ComposeScope): void {
  const { draft, found, problems, engines } = at;
  const { image, build } = found;
  checkLine('command', at);
  checkLine('entrypoint', at);
  if (image === undefined && build === undefined) {
    const message = `"${draft.name}" has no image, no build and no command`;
    const hint = 'add one of them, or x-zdev: { exec: "…" }';
    problems.push(error('missing-exec', message, draft.field.key, hint));
    return;
  }
  const source = (image?.field ?? build?.field)!;
  if (!engines.isThere) {
    const hint = `install ${ENGINES.join(', ')}; to run it on this machine: ${hereOf(at)}`;
    const message = `"${draft.name}" cannot start: it runs in a container, and ${engines.commands[0]} is not on the PATH`;
    problems.push(warning('no-container-engine', message, source.key, hint));
  }
  const env = handedOn(at);
  if (Object.keys(env).length > 0) draft.table.env = env;
  set(draft, source, 'lifecycle', { stop_timeout_ms: found.graceMs });
}

/** The command of the file as it would run on this machine, with dots if only the image knows it. */
export function hereOf({ found }: ComposeScope): string {
  const line = commandLine([...wordsOf(found.entrypoint), ...wordsOf(found.command)]);
  return `x-zdev: { exec: ${JSON.stringify(line || '…')} }`;
}

/** Variables that are passed on by name, because the client of an engine would not use them itself. */
export function handedOn({ found }: ComposeScope): Record<string, string> {
  return Object.fromEntries(Object.entries(found.env).filter(([name]) => !forClient(name)));
}

/** The other variables, which are passed with their values. */
export function givenWithValue({ found }: ComposeScope): string[] {
  const own = Object.entries(found.env).filter(([name]) => forClient(name));
  return own.flatMap(([name, value]) => ['--env', `${name}=${value}`]);
}

const forClient = (name: string) =>
  /^(?:PATH|HOME|PWD|TMPDIR|XDG_.*|LD_.*|DYLD_.*|SSH_.*|DOCKER_.*|CONTAINER.*|BUILDAH_.*|.*_proxy|.*_PROXY)$/.test(
    name,
  );

export function wordsOf(command: string | readonly string[] | undefined): readonly string[] {
  return typeof command === 'string' ? splitWords(command).words : (command ?? []);
}

/** Reports a line that docker compose cannot split into words, or of which it ignores a part. */
function checkLine(key: 'command' | 'entrypoint', { found, draft, problems }: ComposeScope): void {
  const line = found[key];
  const place = fieldAt(draft.field, key)?.node.place;
  if (typeof line !== 'string' || place === undefined) return;
  const { rest, isBroken } = splitWords(line);
  if (isBroken) problems.push(error('bad-value', `${key}: a quote or a parenthesis is not closed`, place));
  if (rest === '') return;
  const hint = `for a shell in the container: ${key}: [sh, -c, ${JSON.stringify(line)}]`;
  problems.push(
    warning('not-imported', `${key}: there is no shell, so ${JSON.stringify(rest)} is left out`, place, hint),
  );
}
