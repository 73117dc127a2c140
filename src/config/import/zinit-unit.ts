import { basename } from 'node:path';
import type { DeclaredService } from '../config.ts';
import { error, type Finding, type Source } from '../finding.ts';
import { parseSignal } from '../signals.ts';
import { addEdge, checkName, type Draft, declare, newDraft, set } from './draft.ts';
import {
  type Field,
  fieldAt,
  flagOf,
  pairsOf,
  type Rows,
  readKeys,
  type Scope,
  secondsOf,
  textOf,
  textsOf,
  wordOf,
} from './fields.ts';
import { parseYaml } from './yaml.ts';

interface UnitScope extends Scope {
  readonly draft: Draft;
}

const LOGS = { ring: true, stdout: true, none: false, null: false };

/** Reads each key of a unit of zinit 0.2. `docs/zinit.md` describes the same in words. */
export const UNIT: Rows<UnitScope> = {
  exec: (field, at) => set(at.draft, field, 'exec', textOf(field, at)),
  oneshot: (field, at) => set(at.draft, field, 'oneshot', flagOf(field, at)),
  // in zinit 0.2 it waits until the other runs, has passed its test, or has succeeded
  after(field, at) {
    for (const { text, place } of textsOf(field, at)) addEdge(at.draft, 'requires', text, place);
  },
  test(field, at) {
    const command = fieldAt(field, 'cmd') ?? field;
    const target = textOf(command, at);
    if (target !== null) set(at.draft, command, 'health', { type: 'exec', target });
  },
  signal(field, at) {
    const stop = fieldAt(field, 'stop');
    const text = stop === null ? null : textOf(stop, at);
    if (stop === null || text === null) return;
    const signal = parseSignal(/^\d+$/.test(text) ? Number(text) : text.toUpperCase());
    if (signal !== null) set(at.draft, stop, 'lifecycle', { stop_signal: signal });
    else at.problems.push(error('bad-signal', `${stop.path}: there is no signal "${text}"`, stop.node.place));
  },
  shutdown_timeout(field, at) {
    const ms = secondsOf(field, at);
    if (ms !== null) set(at.draft, field, 'lifecycle', { stop_timeout_ms: ms });
  },
  log(field, at) {
    if (wordOf(field, LOGS, at) === false) at.problems.push(keepsOutput(field));
  },
  env(field, at) {
    const env = Object.fromEntries(pairsOf(field, at).map(({ name, value }) => [name, value ?? '']));
    set(at.draft, field, 'env', env);
  },
  dir: (field, at) => set(at.draft, field, 'dir', textOf(field, at)),
};

const keepsOutput = ({ path, key }: Field): Finding => ({
  ...error('not-imported', `"${path}": zdev keeps the output of every service`, key),
  severity: 'warning',
});

/**
 * Reads a YAML unit file of zinit 0.2: one service with the name of the file. Null, with the reasons, if it is not one.
 */
export function readYamlUnit(source: Source, problems: Finding[]): DeclaredService | null {
  const { root, problems: syntax } = parseYaml(source);
  problems.push(...syntax);
  if (root === null) return null;
  const where = { source, line: null, column: null };
  const name = basename(source.file).replace(/\.ya?ml$/i, '');
  const field = { path: '', key: root.place, node: root };
  if (root.kind !== 'map' || fieldAt(field, 'exec') === null) {
    problems.push(error('not-a-unit', `${source.file} has no "exec", and is not a zinit unit`, where));
    return null;
  }
  if (!checkName(name, field, problems)) return null;
  const draft = newDraft(name, field);
  readKeys(field, UNIT, { problems, expand: (text) => text, draft });
  // zinit 0.2 restarts after any end, but never a oneshot
  set(draft, field, 'lifecycle', draft.table.oneshot ? { restart: 'never' } : { restart: 'always', max_restarts: 0 });
  return declare(draft)[0] ?? null;
}
