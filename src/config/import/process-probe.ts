import { quote } from '../../core/shell-quote.ts';
import { warning } from '../finding.ts';
import { set } from './draft.ts';
import { type Field, fieldAt, integerOf, leaveOut, type Rows, readKeys, secondsOf, textOf } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

/** A probe while its keys are read. */
interface ProbeScope extends ProcessScope {
  readonly probe: {
    exec?: Field;
    http?: Field;
    readonly timing: { interval_ms?: number; timeout_ms?: number; retries?: number; start_period_ms?: number };
  };
}

/** Reads the keys of a probe. */
export const PROBE: Rows<ProbeScope> = {
  exec(field, at) {
    at.probe.exec = field;
  },
  http_get(field, at) {
    at.probe.http = field;
  },
  initial_delay_seconds: (field, at) => assign(at, 'start_period_ms', secondsOf(field, at)),
  period_seconds: (field, at) => assign(at, 'interval_ms', secondsOf(field, at, 1)),
  timeout_seconds: (field, at) => assign(at, 'timeout_ms', secondsOf(field, at, 1)),
  failure_threshold: (field, at) => assign(at, 'retries', integerOf(field, at, 1)),
  success_threshold(field, at) {
    if (integerOf(field, at) !== 1) leaveOut(field, 'one success is enough', at);
  },
};

/** Reads the keys of `http_get`. All but the headers form the URL. */
export const HTTP: Rows<ProcessScope> = {
  host: null,
  scheme: null,
  path: null,
  port: null,
  num_port: null,
  status_code: null,
  headers: 'for a check with headers, use type exec with curl',
};

/** Reads the keys of `exec` of a probe. */
export const EXEC: Rows<ProcessScope> = { command: null, working_dir: null };

/** Becomes the health check. */
export function readReadiness(field: Field, at: ProcessScope): void {
  readProbe(field, 'report', at);
}

/**
 * Becomes the health check and ends a process that fails it, unless there is a readiness probe: a service has only one
 * check.
 */
export function readLiveness(field: Field, at: ProcessScope): void {
  if (fieldAt(at.draft.field, 'readiness_probe') === null) readProbe(field, 'restart', at);
  else leaveOut(field, 'a service has one health check, which is the readiness probe', at);
}

/** A text that a line of the output must contain. */
export function readLogLine(field: Field, at: ProcessScope): void {
  const text = textOf(field, at);
  if (text === null) return;
  if (fieldAt(at.draft.field, 'readiness_probe') !== null) {
    leaveOut(field, 'a service has one health check, which is the readiness probe', at);
  } else {
    const target = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    set(at.draft, field, 'health', { type: 'log', target });
  }
}

function readProbe(field: Field, onFailure: 'report' | 'restart', at: ProcessScope): void {
  const probe: ProbeScope['probe'] = { timing: { timeout_ms: 1000 } };
  readKeys(field, PROBE, { ...at, probe });
  const { exec, http, timing } = probe;
  if (exec === undefined && http === undefined) {
    const message = `"${field.path}" has neither "exec" nor "http_get", and is left out`;
    at.problems.push(warning('not-imported', message, field.key));
    return;
  }
  const target = exec === undefined ? readHttp(http!, at) : readExec(exec, at);
  const source = exec ?? http!;
  if (target !== null) set(at.draft, source, 'health', { ...target, ...timing, on_failure: onFailure });
}

type Timing = keyof ProbeScope['probe']['timing'];

function assign({ probe }: ProbeScope, key: Timing, value: number | null): void {
  if (value !== null) probe.timing[key] = value;
}

function readExec(field: Field, at: ProcessScope): { type: 'exec'; target: string } | null {
  readKeys(field, EXEC, at);
  const command = textAt(field, 'command', at);
  const dir = textAt(field, 'working_dir', at);
  if (command === null) return null;
  const line = at.inShell(command);
  return { type: 'exec', target: dir === null ? line : `cd ${quote(dir)} && ${line}` };
}

function readHttp(field: Field, at: ProcessScope): { type: 'http'; target: string; expect_status?: number } {
  readKeys(field, HTTP, at);
  const host = textAt(field, 'host', at) ?? '127.0.0.1';
  const port = textAt(field, 'num_port', at) ?? textAt(field, 'port', at);
  const path = textAt(field, 'path', at) ?? '/';
  const origin = `${textAt(field, 'scheme', at) ?? 'http'}://${host}${port === null ? '' : `:${port}`}`;
  const statusField = fieldAt(field, 'status_code');
  const status = statusField === null ? null : integerOf(statusField, at, 100, 599);
  return {
    type: 'http',
    target: `${origin}${path.startsWith('/') ? path : `/${path}`}`,
    ...(status === null ? {} : { expect_status: status }),
  };
}

function textAt(field: Field, key: string, at: ProcessScope): string | null {
  const found = fieldAt(field, key);
  return found === null ? null : textOf(found, at);
}
