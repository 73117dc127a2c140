import type { HealthSpec } from '../../core/service.ts';
import type { ContainerState } from '../../runtime/container-ports.ts';

/** The facts in an image that apply to its containers. */
export interface ImageFacts {
  /** Its entry point, or else its command. */
  readonly program: string | null;
  readonly stopSignal: string | null;
  readonly health: HealthSpec | null;
}

const NOTHING: ImageFacts = { program: null, stopSignal: null, health: null };

/** Parses the output of `image inspect`. */
export function imageFacts(text: string): ImageFacts {
  const image = firstOf(text);
  if (image === null) return NOTHING;
  const config = mapOf(image['Config']);
  const [program] = [...textsOf(config['Entrypoint']), ...textsOf(config['Cmd'])];
  return {
    program: program ?? null,
    stopSignal: textOf(config['StopSignal']) || null,
    health: healthOf(mapOf(config['Healthcheck'] ?? image['Healthcheck'] ?? image['HealthCheck'])),
  };
}

/** Parses the output of `inspect` for a container; null if it is not one. */
export function containerState(text: string): ContainerState | null {
  const container = firstOf(text);
  if (container === null) return null;
  const state = mapOf(container['State']);
  return {
    id: textOf(container['Id']),
    running: state['Running'] === true,
    started: !/^(?:0001-|$)/.test(textOf(state['StartedAt'])),
    paused: state['Paused'] === true,
    exitCode: Number(state['ExitCode'] ?? 0),
    outOfMemory: state['OOMKilled'] === true,
    error: textOf(state['Error']),
    pid: Number(state['Pid'] ?? 0),
  };
}

/** The labels of each container in the output of `inspect`, by its name. */
export function labelsOf(
  text: string,
): { readonly name: string; readonly labels: Readonly<Record<string, unknown>> }[] {
  return listOf(text).map((container) => ({
    name: textOf(container['Name']).replace(/^\//, ''),
    labels: mapOf(mapOf(container['Config'])['Labels']),
  }));
}

/**
 * The address at which the containers of a network reach this machine. Docker, podman and CNI print it in different
 * places.
 */
export function gatewayOf(text: string): string | null {
  const [, address] = /"[Gg]ateway": *"([0-9a-fA-F.:]+)"/.exec(text) ?? [];
  return address ?? null;
}

const NANOSECONDS = 1e6;

/** Missing settings get Docker's own defaults. */
function healthOf(check: Readonly<Record<string, unknown>>): HealthSpec | null {
  const [kind, ...words] = textsOf(check['Test']);
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') return null;
  const ms = (key: string, otherwise: number) => Math.round(Number(check[key] || 0) / NANOSECONDS) || otherwise;
  const inside = kind === 'CMD' ? words : ['/bin/sh', '-c', words.join(' ')];
  return {
    type: 'exec',
    target: words.join(' '),
    inside,
    intervalMs: ms('Interval', 30_000),
    timeoutMs: ms('Timeout', 30_000),
    retries: Number(check['Retries'] || 0) || 3,
    startPeriodMs: 0,
    onFailure: 'report',
  };
}

type Values = Readonly<Record<string, unknown>>;

function listOf(text: string): Values[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map(mapOf) : [];
  } catch {
    return [];
  }
}

const firstOf = (text: string): Values | null => listOf(text)[0] ?? null;
const mapOf = (value: unknown): Values => (value !== null && typeof value === 'object' ? (value as Values) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Podman writes an entry point of one word as a string. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
