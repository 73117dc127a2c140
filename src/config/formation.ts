import { didYouMean } from '../core/suggest.ts';
import { error, type Finding, warning } from './finding.ts';

/** More instances than this would use the ports of the next process. */
const MAX_INSTANCES = 100;

/**
 * The number of instances of each process type: one each, or as `-m web=2,worker=1` says. In that case, unnamed types
 * get none.
 */
export function parseFormation(text: string | undefined, names: readonly string[]) {
  const counts = new Map<string, number>(names.map((name) => [name, text === undefined ? 1 : 0]));
  const problems: Finding[] = [];
  const wanted = new Map<string, number>();
  for (const part of text?.replace(/\s/g, '').split(',') ?? []) {
    const [, name, number] = /^([A-Za-z0-9_-]+)=(\d{1,6})$/.exec(part) ?? [];
    if (name === undefined || Number(number) > MAX_INSTANCES) {
      const message = `formation "${part}" is not NAME=NUMBER with a number up to ${MAX_INSTANCES}`;
      problems.push(error('bad-formation', message, null, 'for instance -m web=2,worker=1'));
    } else if (name !== 'all' && !counts.has(name)) {
      const message = `the formation names "${name}", which the Procfile does not define`;
      problems.push(warning('unknown-formation', message, null, didYouMean(name, names)));
    } else wanted.set(name, Number(number));
  }
  for (const name of names) counts.set(name, wanted.get(name) ?? wanted.get('all') ?? counts.get(name)!);
  return { counts, problems };
}
