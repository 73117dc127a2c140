import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { clockText, durationText } from '../../present/time.ts';
import type { OptionValues } from '../args/options.ts';
import { findProject } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { painter } from '../present/paint.ts';
import { type Cell, table } from '../present/table.ts';
import { printable } from '../present/text.ts';
import { type ServiceTiming, type StartTiming, startsIn } from '../timings/measure.ts';
import { criticalPath, gainMs, hasGrown, ownMs, usualMs } from '../timings/path.ts';
import { phasesOf, traceOf } from '../timings/trace.ts';

/**
 * `zdev timings`: shows how long each part of the last start took, and which services could shorten it. Returns the
 * exit status.
 */
export async function timings(
  values: OptionValues,
  _given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const { client, dir, stateDir } = await findProject(values, io);
  client?.close();
  const { readFlight } = await import('../../host/flight/flight-read.ts');
  const starts = startsIn(readFlight(stateDir)).filter(({ services }) => services.length > 0);
  const last = starts.at(-1);
  if (!last) return fail(io, `there is no record of a start in ${dir}`, 'start it with: zdev up -d');
  const earlier = starts.slice(0, -1).filter(({ complete }) => complete);
  const { trace } = values;
  if (typeof trace === 'string') {
    try {
      writeFileSync(resolve(io.cwd, trace), `${JSON.stringify(traceOf(last, basename(dir)))}\n`);
    } catch (error) {
      return fail(io, `cannot write ${trace}: ${(error as Error).message}`);
    }
    io.err(`wrote ${trace}: open it in https://ui.perfetto.dev or chrome://tracing\n`);
    if (!values['json']) return EXIT.ok;
  }
  if (values['json']) printJson(io, values, 'timings', asJson(last, earlier));
  else io.out(asText(last, earlier, io));
  return EXIT.ok;
}

function asJson(last: StartTiming, earlier: readonly StartTiming[]) {
  const path = criticalPath(last).map(({ name }) => name);
  return {
    at: new Date(last.atMs).toISOString(),
    total_ms: Math.round(last.totalMs),
    complete: last.complete,
    critical_path: path,
    services: last.services.map((service) => ({
      name: service.name,
      kind: service.kind,
      ...Object.fromEntries(
        phasesOf(service).map(({ name, fromMs, toMs }) => [`${name}_ms`, Math.round(toMs - fromMs)]),
      ),
      ready_at_ms: service.readyMs === null ? null : Math.round(service.readyMs),
      own_ms: rounded(ownMs(service)),
      usual_ms: rounded(usualMs(earlier, service.name)),
      gain_ms: Math.round(gainMs(last, service.name)),
      critical: path.includes(service.name),
    })),
    earlier: earlier.map(({ atMs, totalMs }) => ({ at: new Date(atMs).toISOString(), total_ms: Math.round(totalMs) })),
  };
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));

/** A smaller gain is not mentioned. */
const LEAST_GAIN_MS = 50;

function asText(last: StartTiming, earlier: readonly StartTiming[], io: CommandIo): string {
  const paint = painter(io.color.out);
  const path = criticalPath(last);
  const usual = medianOf(earlier.map(({ totalMs }) => totalMs));
  const than = hasGrown(last.totalMs, usual) ? `, usually ${durationText(usual ?? 0)}` : '';
  const head = last.complete
    ? `start of ${clockText(last.atMs)}: all ready after ${durationText(last.totalMs)}${than}`
    : `start of ${clockText(last.atMs)}: not all became ready; the last of the rest after ${durationText(last.totalMs)}`;
  const shown = last.services.filter(({ kind }) => kind !== 'target');
  const names = path.map(({ name }) => name);
  const lines = [head, ...(path.length > 1 ? [`the critical path: ${names.map(printable).join(' → ')}`] : []), ''];
  const gains = path.flatMap((service) => {
    const ms = gainMs(last, service.name);
    return ms < LEAST_GAIN_MS ? [] : [{ name: service.name, ms }];
  });
  const notes = [
    ...gains
      .sort((a, b) => b.ms - a.ms)
      .map(({ name, ms }) => `if ${name} were ready at once, all would be ${durationText(ms)} earlier`),
    ...shown.flatMap((service) => {
      const [now, before] = [ownMs(service), usualMs(earlier, service.name)];
      return hasGrown(now, before)
        ? [`${service.name} took ${durationText(now ?? 0)}, usually ${durationText(before ?? 0)}`]
        : [];
    }),
  ];
  return `${lines.map((line, i) => (i === 0 ? paint('bold', line) : line)).join('\n')}${tableOf(shown, names, last, io)}${notes.length > 0 ? `\n${notes.map(printable).join('\n')}\n` : ''}`;
}

function tableOf(
  services: readonly ServiceTiming[],
  path: readonly string[],
  { totalMs }: StartTiming,
  io: CommandIo,
): string {
  const columns = [
    { title: 'SERVICE' },
    ...['QUEUED', 'BUILDING', 'STARTING', 'PROBING'].map((title) => ({ title, right: true as const })),
    { title: 'READY AT', right: true as const },
    { title: '', flexible: true as const },
  ];
  const rows = [...services]
    .sort((a, b) => a.launchedMs - b.launchedMs)
    .map((service): Cell[] => [
      { text: printable(service.name), ...(path.includes(service.name) ? { style: 'bold' as const } : {}) },
      ...phasesOf(service).map(({ fromMs, toMs }) => ({ text: toMs - fromMs < 1 ? '' : durationText(toMs - fromMs) })),
      service.readyMs === null ? { text: 'not ready', style: 'red' as const } : { text: durationText(service.readyMs) },
      { text: barOf(service, totalMs) },
    ]);
  return table({ columns, rows, width: io.columns, color: io.color.out });
}

const BAR_WIDTH = 30;
/** Queued, building, starting, probing. */
const SHADES = ['·', '▒', '░', '█'];

/** The phases of a service, over the time of the whole start. */
function barOf(service: ServiceTiming, totalMs: number): string {
  const phases = phasesOf(service);
  const columnMs = Math.max(totalMs, 1) / BAR_WIDTH;
  const cells = Array.from({ length: BAR_WIDTH }, (_, i) => {
    const atMs = (i + 0.5) * columnMs;
    const index = phases.findIndex(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    return index < 0 ? ' ' : SHADES[index];
  });
  // A phase shorter than one column still gets a column.
  const at = Math.min(Math.floor(service.spawnedMs / columnMs), BAR_WIDTH - 1);
  if (service.readyMs !== null && cells[at] !== '█') cells[at] = '█';
  return cells.join('').trimEnd();
}

function medianOf(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
