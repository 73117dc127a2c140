import { bytesText } from '../../present/bytes.ts';
import type { Row } from '../../rpc/results.ts';

/** The resource usage of a service, as shown. */
export interface Usage {
  /** Percent of a core. */
  readonly cpu: number;
  readonly memoryBytes: number;
}

/** Figures change only by at least this much: an idle project is drawn once, a busy one seldom. */
const CPU_STEP = 2;
const CPU_PART = 0.1;
const MEMORY_STEP = 0.03;

/**
 * The figures of a sample, by service. Figures that have hardly changed keep their old value. If none has changed,
 * returns the given map itself.
 */
export function usageFrom(
  before: ReadonlyMap<string, Usage>,
  rows: readonly Pick<Row, 'name' | 'cpu_percent' | 'memory_bytes'>[],
): ReadonlyMap<string, Usage> {
  const now = new Map<string, Usage>();
  let hasChanged = false;
  for (const { name, cpu_percent: cpu, memory_bytes: memoryBytes } of rows) {
    if (cpu === undefined || memoryBytes === undefined) continue;
    const last = before.get(name);
    const isSame = last !== undefined && isNear({ cpu, memoryBytes }, last);
    if (!isSame) hasChanged = true;
    now.set(name, isSame ? last : { cpu: Math.round(cpu), memoryBytes });
  }
  return hasChanged || now.size !== before.size ? now : before;
}

function isNear({ cpu, memoryBytes }: Usage, last: Usage): boolean {
  return isNearCpu(cpu, last.cpu) && Math.abs(memoryBytes - last.memoryBytes) <= last.memoryBytes * MEMORY_STEP;
}

/** A change to or from zero is shown at once. */
function isNearCpu(cpu: number, last: number): boolean {
  if (last === 0) return cpu < 1;
  return Math.round(cpu) > 0 && Math.abs(cpu - last) < Math.max(CPU_STEP, last * CPU_PART);
}

/** The sum over all services. */
export function totalOf(usage: ReadonlyMap<string, Usage>): Usage {
  let cpu = 0;
  let memoryBytes = 0;
  for (const one of usage.values()) {
    cpu += one.cpu;
    memoryBytes += one.memoryBytes;
  }
  return { cpu, memoryBytes };
}

/** Columns of both figures in the tree, with a blank between them and at the edge. */
export const USAGE_WIDTH = 13;

/** ` 12%  101 MB `, with that width. */
export function usageColumns(usage: Usage | undefined): string {
  if (!usage) return ' '.repeat(USAGE_WIDTH);
  return `${`${usage.cpu}%`.padStart(4)} ${bytesText(usage.memoryBytes).padStart(7)} `;
}

export const USAGE_HEADING = `${'cpu'.padStart(4)} ${'memory'.padStart(7)} `;
