import type { Lifecycle, ProcessSpec, ServiceSpec } from '../core/service.ts';
import { didYouMean } from '../core/suggest.ts';
import { error, type Finding, warning } from './finding.ts';
import { matching } from './matching.ts';
import type { LoadOptions } from './project.ts';
import { parseSignal, whyLacked } from './signals.ts';

type EndingOptions = Pick<LoadOptions, 'stopTimeoutMs' | 'stopSignals' | 'canDie' | 'autoRestart'>;

/**
 * Applies options about stops and restarts from the command line and other tools of the Procfile family. They override
 * the config.
 */
export function applyLifecycleOverrides(services: readonly ServiceSpec[], options: EndingOptions) {
  const problems: Finding[] = [];
  const names = services.map(({ name }) => name);
  const listed = (list: readonly string[] | undefined) => {
    return new Set((list ?? []).flatMap((word) => (word === 'all' ? names : known(word, names, problems))));
  };
  const canDie = listed(options.canDie);
  const autoRestart = listed(options.autoRestart);
  const signals = stopSignals(options.stopSignals, names, problems);
  const change = (spec: ProcessSpec): ProcessSpec => {
    const restarted = autoRestart.has(spec.name);
    const mayDie = canDie.has(spec.name);
    return {
      ...spec,
      ...(restarted || mayDie ? { canDie: true } : {}),
      lifecycle: {
        ...spec.lifecycle,
        ...(options.stopTimeoutMs === undefined ? {} : { stopTimeoutMs: options.stopTimeoutMs }),
        ...(mayDie ? { restart: 'never' as const } : {}),
        ...(restarted ? ALWAYS : {}),
        ...signals.get(spec.name),
      },
    };
  };
  return { services: services.map((spec) => (spec.kind === 'target' ? spec : change(spec))), problems };
}

/** As in overmind, which never gives up. */
const ALWAYS = { restart: 'always', maxRestarts: 0 } satisfies Partial<Lifecycle>;

/** The services that a word matches. A word that matches none is likely a mistake, or meant for another project. */
function known(word: string, names: readonly string[], problems: Finding[]): readonly string[] {
  const found = matching(word, names);
  if (found.length === 0) {
    problems.push(warning('unknown-name', `no service is called "${word}"`, null, didYouMean(word, names)));
  }
  return found;
}

/** Parses `web=INT,worker=QUIT`. */
function stopSignals(text: string | undefined, names: readonly string[], problems: Finding[]) {
  const signals = new Map<string, Pick<Lifecycle, 'stopSignal'>>();
  for (const part of text?.split(',').filter((each) => each.trim() !== '') ?? []) {
    const [, word, value] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const stopSignal = value === undefined ? null : parseSignal(value);
    if (word === undefined || stopSignal === null) {
      const message = `stop signal "${part.trim()}" is not NAME=SIGNAL`;
      problems.push(error('bad-signal', message, null, 'for instance web=INT,worker=QUIT'));
    } else if (whyLacked(stopSignal) !== null) {
      problems.push(error('bad-signal', `stop signal "${part.trim()}": ${whyLacked(stopSignal)}`, null));
    } else for (const name of known(word, names, problems)) signals.set(name, { stopSignal });
  }
  return signals;
}
