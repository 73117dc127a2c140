import type { OptionValues } from '../args/options.ts';
import { findProject, type Place, type Running, useClient } from '../client/client.ts';
import { matchNames } from '../client/select-services.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { follow } from '../logs/follow.ts';
import { createLogPrinter } from '../logs/printer.ts';
import { readSelection, type Selection, select } from '../logs/selection.ts';
import { fail } from '../present/error.ts';

/** What the command line says. */
interface Request {
  readonly values: OptionValues;
  readonly given: readonly string[];
  readonly selection: Selection;
  readonly caller: Caller;
}

/** More than are in memory. */
const ALL_LINES = 1_000_000;

/** `zdev logs`: the output of services: of a running project from its memory, else from its files. Gives the exit status. */
export async function logs(
  values: OptionValues,
  given: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  const request: Request = { values, given, caller, selection: readSelection(values, Date.now()) };
  const place = await findProject(values, caller);
  // of what is to come, files of earlier runs hold nothing
  const onlyNew = values['follow'] === true && request.selection.lines === 0;
  if (!place.client && !place.problem && !onlyNew) return savedLogs(place, request);
  return useClient(place, caller, (running) => liveLogs(running, request));
}

async function liveLogs(running: Running, request: Request): Promise<number> {
  const { client, dir, stateDir } = running;
  const { values, selection, caller } = request;
  // A run that is over may have left the memory; its file is there as long as those of the last runs are kept.
  if (selection.run !== null) return savedLogs(running, request);
  const known = await client.call('service.list');
  const names = await matchNames(request.given, known, caller);
  if (!names) return EXIT.failed;
  const isNarrow = selection.sinceMs !== null || selection.pattern !== null;
  const page = await client.call('logs.read', {
    ...(names.length > 0 ? { names } : {}),
    tail: isNarrow ? ALL_LINES : Math.min(selection.lines, ALL_LINES),
  });
  const printer = printerOf(request, known);
  printer.show(select(page.entries, selection));
  if (!values['follow']) return EXIT.ok;
  return follow(client, page.cursor, { dir, stateDir, caller, printer, names, selection });
}

async function savedLogs({ dir, stateDir }: Place, request: Request): Promise<number> {
  const { caller, selection } = request;
  const { openOldLogs } = await import('../../host/old-logs.ts');
  const old = await openOldLogs(stateDir);
  if (old.names.length === 0) {
    return fail(caller, `zdev does not run in ${dir}, and there are no logs of an earlier run`, 'start it: zdev up -d');
  }
  const names = await matchNames(request.given, old.names, caller);
  if (!names) return EXIT.failed;
  const entries = await old.read(names.length > 0 ? names : old.names, selection.run);
  printerOf(request, old.names).show(select(entries, selection));
  return EXIT.ok;
}

function printerOf({ caller, values }: Request, names: readonly string[]) {
  return createLogPrinter({
    caller,
    names,
    json: values['json'] === true,
    timestamps: values['no-timestamp'] !== true,
  });
}
