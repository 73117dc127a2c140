import type { Cause } from '../../core/causes/cause.ts';
import type { Row } from '../../rpc/results.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import { remarkOf } from '../events/state-events.ts';

/** Entries between the lines, for programs that follow: a run has begun, or a service has changed. */
export type Change =
  | { readonly type: 'run'; readonly service: string; readonly run: number }
  | {
      readonly type: 'service';
      readonly service: string;
      readonly run: number;
      readonly state: Row['state'];
      readonly ready: boolean;
      readonly pid: number | null;
      readonly text: string | null;
      readonly level: 'info' | 'error';
    };

/** Finds what changed between two rows of a service. Reports each run once, before its first line or change. */
export interface Changes {
  /** The current rows, and what changed since the previous supervisor. */
  begin(rows: readonly Row[]): Change[];
  rows(rows: readonly Row[]): Change[];
  /** The next line is of this run. */
  line(service: string, run: number): Change[];
}

/** For these services, or all if there are no names. */
export function createChanges(names: readonly string[]): Changes {
  const causes = new Map<string, Cause>();
  let runs = new Map<string, number>();
  const isWanted = (name: string) => names.length === 0 || names.includes(name);

  function began(service: string, run: number): Change[] {
    if (run <= (runs.get(service) ?? 0)) return [];
    runs.set(service, run);
    return [{ type: 'run', service, run }];
  }

  function changed(row: Row): Change[] {
    const { name: service, run, state, ready, pid } = row;
    const before = causes.get(service);
    const cause = causeOfRow(row);
    causes.set(service, cause);
    if (!isWanted(service)) return [];
    const remark = before && remarkOf(cause, before, (name) => causes.get(name));
    const begun = began(service, run);
    return remark ? [...begun, { type: 'service', service, run, state, ready, pid, ...remark }] : begun;
  }

  return {
    begin(rows) {
      const before = runs;
      runs = new Map();
      const news = rows.flatMap(changed);
      // a run that continues, or existed at the beginning, does not begin
      return news.filter(
        ({ type, service, run }) => type !== 'run' || (before.size > 0 && before.get(service) !== run),
      );
    },
    rows: (rows) => rows.flatMap(changed),
    line: (service, run) => began(service, run),
  };
}
