import type { OptionValues } from '../args/options.ts';
import { matchNames } from '../client/match-names.ts';
import { type FoundProject, findProject, type Running, useClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { allLines, knownOf, type Memory } from '../logs/all-lines.ts';
import { follow } from '../logs/follow.ts';
import { isFiltered, readSelection, type Selection, selected } from '../logs/line-selection.ts';
import { createLogPrinter, type LogPrinter, type OutputLine } from '../logs/printer.ts';
import { fail } from '../present/error.ts';

/** What the command line requests. */
interface Request {
  readonly values: OptionValues;
  readonly given: readonly string[];
  readonly selection: Selection;
  readonly io: CommandIo;
  /** In a step of GitHub Actions, folds the output of each service. */
  readonly fold: ((entries: Iterable<OutputLine>, io: CommandIo) => void) | null;
}

/** More lines than memory can hold. */
const ALL_LINES = 1_000_000;
/** How many lines are printed at a time. */
const BATCH_LINES = 500;

/**
 * `zdev logs`: prints the output of services, from the memory of a running supervisor and from files. Returns the exit
 * status.
 */
export async function logs(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const folds = io.env['GITHUB_ACTIONS'] === 'true' && !values['json'] && !values['follow'];
  const fold = folds ? (await import('../logs/fold.ts')).foldByService : null;
  const request: Request = { values, given, io, fold, selection: readSelection(values, Date.now()) };
  const place = await findProject(values, io);
  // files of earlier runs contain nothing new
  const onlyNew = values['follow'] === true && request.selection.lines === 0;
  if (!place.client && !place.problem && !onlyNew) return savedLogs(place, request);
  return useClient(place, io, (running) => liveLogs(running, request));
}

async function liveLogs(running: Running, request: Request): Promise<number> {
  const { client, dir, stateDir } = running;
  const { values, selection, io } = request;
  const known = await client.call('service.list');
  const old = await openFiles(stateDir);
  const all = [...new Set([...known, ...old.names])];
  const names = await matchNames(request.given, all, io);
  if (!names) return EXIT.failed;
  const wanted = names.length > 0 ? names : all;
  // Services that are no longer in the config have nothing in memory.
  const only = names.length > 0 ? { names: names.filter((name) => known.includes(name)) } : {};
  const printer = printerOf(request, all);
  let page = await client.call('logs.read', { ...only, tail: Math.min(selection.lines, ALL_LINES) });
  const isEnough = !isFiltered(selection) && page.entries.length >= selection.lines;
  if (isEnough) await show(page.entries, request, printer);
  else {
    const onDisk = knownOf(old, wanted, page.since_ms);
    page = await client.call('logs.read', { ...only, tail: ALL_LINES, known: onDisk });
    await show(linesOf(old, { entries: page.entries, sinceMs: page.since_ms }, wanted, request), request, printer);
  }
  if (!values['follow']) return EXIT.ok;
  return follow(client, page.cursor, { dir, stateDir, io, printer, names, selection });
}

async function savedLogs({ dir, stateDir }: FoundProject, request: Request): Promise<number> {
  const { io } = request;
  const old = await openFiles(stateDir);
  if (old.names.length === 0) {
    return fail(io, `zdev does not run in ${dir}, and there are no logs of an earlier run`, 'start it: zdev up -d');
  }
  const names = await matchNames(request.given, old.names, io);
  if (!names) return EXIT.failed;
  const wanted = names.length > 0 ? names : old.names;
  await show(linesOf(old, null, wanted, request), request, printerOf(request, old.names));
  return EXIT.ok;
}

async function openFiles(stateDir: string) {
  const { openOldLogs } = await import('../../host/logs/old-logs.ts');
  return openOldLogs(stateDir);
}

function linesOf(
  old: Awaited<ReturnType<typeof openFiles>>,
  memory: Memory | null,
  names: readonly string[],
  { selection }: Request,
): Iterable<OutputLine> {
  const { run, sinceMs } = selection;
  const last = isFiltered({ ...selection, run: null }) ? Number.POSITIVE_INFINITY : selection.lines;
  return allLines(old, memory, { names, run, sinceMs, last });
}

async function show(entries: Iterable<OutputLine>, request: Request, printer: LogPrinter): Promise<void> {
  let batch: OutputLine[] = [];
  const lines = await forReader(entries, request);
  if (request.fold) return request.fold(selected(lines, request.selection), request.io);
  for (const { service, run, at, at_ms, text } of selected(lines, request.selection)) {
    batch.push({ service, run, at, at_ms, text });
    if (batch.length < BATCH_LINES) continue;
    printer.show(batch);
    batch = [];
  }
  printer.show(batch);
}

/** On a terminal, shows lines that were redrawn many times only once. Elsewhere, shows all output as it was printed. */
async function forReader(entries: Iterable<OutputLine>, { io, values }: Request): Promise<Iterable<OutputLine>> {
  if (!io.terminal || values['json'] === true) return entries;
  const { redrawn } = await import('../logs/redrawn.ts');
  return redrawn(entries);
}

function printerOf({ io, values }: Request, names: readonly string[]) {
  return createLogPrinter({
    io,
    names,
    json: values['json'] === true,
    timestamps: values['no-timestamp'] !== true,
  });
}
