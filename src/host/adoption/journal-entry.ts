import type { FailedRuns } from '../../core/failure.ts';
import { runPart } from '../../core/reload.ts';
import type { RestoredService, RunIdentity } from '../../core/restored.ts';
import { DEFAULT_LIFECYCLE, type HealthSpec, type ServiceSpec, type SignalName } from '../../core/service.ts';
import type { Service } from '../../core/state.ts';

/** One service in the journal. */
export interface JournalEntry
  extends Pick<
    RestoredService,
    'name' | 'intent' | 'asleep' | 'runs' | 'restarts' | 'backoffMs' | 'gaveUp' | 'failedRuns' | 'lastExit' | 'ended'
  > {
  /** The hash of the part of the spec that affects a run. */
  readonly specHash: string;
  readonly sinceAtMs: number;
  readonly nextTryAtMs: number | null;
  readonly live: JournalRun | null;
  /** The service was being removed from the config. */
  readonly leaving?: true;
}

/** A run in the journal. */
export interface JournalRun {
  readonly run: number;
  /** Null when the run cannot be adopted: it has a pty, or a pipe without a name. */
  readonly identity: RunIdentity | null;
  readonly startedAtMs: number;
  readonly wasReady: boolean;
  readonly stopRequested: boolean;
  /** The health check of its container's image. */
  readonly foundCheck?: HealthSpec;
  /** How to end the run when the config no longer has the service. */
  readonly stopSignal: SignalName;
  readonly stopTimeoutMs: number;
}

/** The journal entry of a service. `wallMs` converts a time of the state to ms since 1970. */
export function journalEntry({
  service,
  identityOf,
  wallMs,
}: {
  service: Service;
  identityOf: (name: string, run: number) => RunIdentity | null;
  wallMs: number;
}): JournalEntry {
  const { spec, intent, phase, runs, restarts, backoffMs, gaveUp, failedRuns, nextTryMs, lastExit } = service;
  const atMs = (ms: number) => Math.round(ms + wallMs);
  return {
    name: spec.name,
    intent,
    asleep: service.asleep,
    runs,
    restarts,
    backoffMs,
    gaveUp,
    failedRuns,
    lastExit,
    ended: phase.is === 'exited' || phase.is === 'failed' ? phase : null,
    specHash: specHash(spec),
    sinceAtMs: atMs(service.sinceMs),
    nextTryAtMs: nextTryMs === null ? null : atMs(nextTryMs),
    live: liveOf(service, identityOf, atMs),
    ...(service.leaving ? { leaving: true } : {}),
  };
}

function liveOf(
  { spec, live, phase, stopRequested }: Service,
  identityOf: (name: string, run: number) => RunIdentity | null,
  atMs: (ms: number) => number,
): JournalRun | null {
  // A build can be repeated. What a run left behind after the exit of its leader is not a run.
  if (!live || live.pid === null || live.leaderExited || live.purpose === 'build' || spec.kind === 'target')
    return null;
  const { stopSignal, stopTimeoutMs } = spec.lifecycle;
  return {
    run: live.run,
    identity: identityOf(spec.name, live.run),
    startedAtMs: atMs(live.startedMs),
    wasReady: phase.is === 'running' && phase.ready,
    stopRequested: stopRequested || live.stopSent,
    ...(spec.container?.check === 'image' && spec.health ? { foundCheck: spec.health } : {}),
    stopSignal,
    stopTimeoutMs,
  };
}

const hashes = new WeakMap<ServiceSpec, string>();

/** FNV-1a over two words. It detects changes and keeps no secrets. Computed once for each spec. */
export function specHash(spec: ServiceSpec): string {
  const known = hashes.get(spec);
  if (known !== undefined) return known;
  const text = JSON.stringify(runPart(spec));
  let [a, b] = [0x811c9dc5, 0x01234567];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) ^ (a >>> 15);
  }
  const hash = [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  hashes.set(spec, hash);
  return hash;
}

/**
 * Reads an entry written by this version of zdev or another one: missing fields get their defaults. Null for an entry
 * that cannot be understood. A run without an identity cannot be adopted.
 */
export function readEntry(read: unknown): JournalEntry | null {
  if (typeof read !== 'object' || read === null) return null;
  const entry = read as Partial<JournalEntry>;
  if (typeof entry.name !== 'string' || !Number.isInteger(entry.runs)) return null;
  const number = (value: unknown, otherwise = 0) => (Number.isFinite(value) ? (value as number) : otherwise);
  const { lastExit, ended, nextTryAtMs } = entry;
  return {
    name: entry.name,
    intent: entry.intent === 'down' ? 'down' : 'up',
    ...(typeof entry.asleep === 'boolean' ? { asleep: entry.asleep } : {}),
    runs: entry.runs as number,
    restarts: number(entry.restarts),
    backoffMs: number(entry.backoffMs),
    gaveUp: entry.gaveUp === true,
    failedRuns: readFailedRuns(entry.failedRuns),
    lastExit: lastExit && Number.isInteger(lastExit.run) ? lastExit : null,
    ended: ended?.is === 'exited' || (ended?.is === 'failed' && typeof ended.failure?.type === 'string') ? ended : null,
    specHash: typeof entry.specHash === 'string' ? entry.specHash : '',
    sinceAtMs: number(entry.sinceAtMs, Date.now()),
    nextTryAtMs: Number.isFinite(nextTryAtMs) ? (nextTryAtMs as number) : null,
    live: readRun(entry.live),
  };
}

function readCheck(read: Partial<HealthSpec> | undefined): { readonly foundCheck?: HealthSpec } {
  const numbers = [read?.intervalMs, read?.timeoutMs, read?.retries, read?.startPeriodMs];
  const isWhole = read?.type === 'exec' && typeof read.target === 'string' && numbers.every(Number.isFinite);
  return isWhole ? { foundCheck: read as HealthSpec } : {};
}

function readFailedRuns(read: Partial<FailedRuns> | null | undefined): FailedRuns | null {
  const { count, run, failure, lastedMs } = read ?? {};
  const isWhole = [count, run, lastedMs].every(Number.isFinite) && typeof failure?.type === 'string';
  return isWhole ? ({ count, run, failure, lastedMs } as FailedRuns) : null;
}

/** Version 1 used this name for the field. */
interface RunOfVersion1 {
  readonly halting?: boolean;
}

function readRun(run: (Partial<JournalRun> & RunOfVersion1) | null | undefined): JournalRun | null {
  if (!run || !Number.isInteger(run.run)) return null;
  const { identity, stopSignal, stopTimeoutMs } = run;
  const isWhole = Number.isInteger(identity?.pid) && typeof identity?.session === 'string';
  return {
    run: run.run as number,
    identity: identity && isWhole ? identity : null,
    startedAtMs: Number.isFinite(run.startedAtMs) ? (run.startedAtMs as number) : Date.now(),
    wasReady: run.wasReady === true,
    stopRequested: (run.stopRequested ?? run.halting) === true,
    ...readCheck(run.foundCheck),
    stopSignal: stopSignal ?? DEFAULT_LIFECYCLE.stopSignal,
    stopTimeoutMs: Number.isFinite(stopTimeoutMs) ? (stopTimeoutMs as number) : DEFAULT_LIFECYCLE.stopTimeoutMs,
  };
}
