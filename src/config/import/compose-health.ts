import { commandLine } from '../../core/shell-quote.ts';
import { error } from '../finding.ts';
import type { ComposeScope } from './compose-scope.ts';
import { set } from './draft.ts';
import { durationOf, type Field, fieldAt, flagOf, integerOf, type Rows, readKeys, textOf, textsOf } from './fields.ts';

interface CheckScope extends ComposeScope {
  readonly check: {
    /** The command of the check; null: none. */
    words: readonly string[] | null;
    disabled: boolean;
    interval_ms: number;
    timeout_ms: number;
    retries: number;
    startMs: number;
  };
}

/** Reads the keys of `healthcheck`. Until the service is ready, zdev checks often, whatever the interval. */
export const HEALTHCHECK: Rows<CheckScope> = {
  test: readTest,
  interval: (field, { check, ...at }) => assign(check, 'interval_ms', durationOf(field, at)),
  timeout: (field, { check, ...at }) => assign(check, 'timeout_ms', durationOf(field, at)),
  retries: (field, { check, ...at }) => assign(check, 'retries', integerOf(field, at, 1)),
  start_period: (field, { check, ...at }) => assign(check, 'startMs', durationOf(field, at)),
  start_interval: null,
  disable(field, at) {
    at.check.disabled = flagOf(field, at) ?? false;
  },
};

/** A check of type exec, run in the container if the service has one. Uses Docker's own defaults. */
export function readHealthcheck(field: Field, at: ComposeScope): void {
  const check: CheckScope['check'] = {
    words: null,
    disabled: false,
    interval_ms: 30_000,
    timeout_ms: 30_000,
    retries: 3,
    startMs: 0,
  };
  readKeys(field, HEALTHCHECK, { ...at, check });
  const { words, disabled, startMs, ...timing } = check;
  if (words === null || disabled) {
    at.found.noCheck = true;
    return;
  }
  const test = fieldAt(field, 'test') ?? field;
  const target = words[0] === '/bin/sh' && words.length === 3 ? words[2]! : commandLine(words);
  if (at.found.runs === 'container') at.draft.inside = words;
  set(at.draft, test, 'health', { type: 'exec', target, ...timing });
  // during this time docker counts no failures
  const startTimeoutMs = startMs + timing.retries * (timing.interval_ms + timing.timeout_ms);
  if (startMs > 0) set(at.draft, field, 'lifecycle', { start_timeout_ms: startTimeoutMs });
}

function readTest(field: Field, at: CheckScope): void {
  if (field.node.kind !== 'list') {
    at.check.words = ['/bin/sh', '-c', textOf(field, at) ?? ''];
    return;
  }
  const [kind, ...words] = textsOf(field, at).map(({ text }) => text);
  if (kind === 'NONE') at.check.words = null;
  else if (kind === 'CMD') at.check.words = words;
  else if (kind === 'CMD-SHELL') at.check.words = ['/bin/sh', '-c', words.join(' ')];
  else {
    const message = `${field.path} must begin with "CMD", "CMD-SHELL" or "NONE", not ${JSON.stringify(kind ?? '')}`;
    at.problems.push(error('bad-value', message, field.node.place));
  }
}

function assign(
  check: CheckScope['check'],
  key: 'interval_ms' | 'timeout_ms' | 'retries' | 'startMs',
  value: number | null,
): void {
  if (value !== null && (value > 0 || key === 'startMs')) check[key] = value;
}
