import { isAsking } from './asking.ts';
import type { Cause } from './cause.ts';
import { isRoot, type Lookup, nextBelow, rootsOf } from './chain.ts';

/** Something that is not as the user wants it, at its root. */
export interface Problem {
  readonly cause: Cause;
  readonly severity: Severity;
  /** The services that wait for it, directly or through others. One that waits for several is named once. */
  readonly waiting: readonly string[];
}

/** How bad it is, from the worst on. */
export const SEVERITIES = ['failed', 'unhealthy', 'held', 'stopped', 'pending'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Whether a service is as the user wants it: up and ready and healthy, with its last build; or down. Null for yes; a
 * service that is on its way is `pending`.
 */
export function severityOf(cause: Cause): Severity | null {
  const { state, intent } = cause;
  if (intent === 'down') return state === 'stopping' ? 'pending' : null;
  if (state === 'failed') return 'failed';
  if (cause.buildFailure || cause.unhealthy || cause.selfWritten.length > 0) return 'unhealthy';
  if (cause.suspended || cause.doubt || isAsking(cause)) return 'unhealthy';
  if (cause.ready) return null;
  if (cause.failedRuns) return 'failed';
  if (state === 'blocked') return 'held';
  if (state === 'exited') return cause.kind === 'service' ? 'stopped' : 'pending';
  return 'pending';
}

/**
 * All that is not as wanted among these services, at the roots, the worst first. Everything that waits is counted with
 * one root. Linear in the number of services and dependencies.
 */
export function problemsOf(names: Iterable<string>, lookup: Lookup): readonly Problem[] {
  const waiting = new Map<string, string[]>();
  const roots = new Map<string, string | null>();
  for (const name of names) {
    const cause = lookup(name);
    if (!cause || severityOf(cause) === null) continue;
    const root = firstRoot(name, lookup, roots);
    if (root === null) continue;
    const list = waiting.get(root) ?? [];
    waiting.set(root, list);
    if (root !== name) list.push(name);
  }
  const problems = [...waiting].flatMap(([name, waiting]): Problem[] => {
    const cause = lookup(name);
    return cause ? [{ cause, severity: severityOf(cause) ?? 'stopped', waiting }] : [];
  });
  const rank = ({ severity }: Problem) => SEVERITIES.indexOf(severity);
  return problems.sort((a, b) => rank(a) - rank(b));
}

/** What is not as wanted at the roots below a service: also one that nobody wants, where this service waits for it. */
export function problemsBelow(name: string, lookup: Lookup): readonly Problem[] {
  return rootsOf(name, lookup).flatMap((cause): Problem[] => {
    const isOwn = cause.name === name;
    const severity = severityOf(cause) ?? (isOwn ? null : 'stopped');
    return severity ? [{ cause, severity, waiting: isOwn ? [] : [name] }] : [];
  });
}

/** The first root below a service; null when there is none, as in a circle. `known` is what was found before. */
function firstRoot(name: string, lookup: Lookup, known: Map<string, string | null>): string | null {
  const path: string[] = [];
  let root: string | null = null;
  for (let at: string | undefined = name; at !== undefined; ) {
    const found = known.get(at);
    if (found !== undefined) {
      root = found;
      break;
    }
    known.set(at, null);
    path.push(at);
    const cause: Cause | undefined = lookup(at);
    if (!cause || isRoot(cause, lookup)) {
      root = at;
      break;
    }
    at = worstBelow(cause, lookup);
  }
  for (const one of path) known.set(one, root);
  return root;
}

/** Of what a service waits for, the one that is worst: a failure, where there is one. */
function worstBelow(cause: Cause, lookup: Lookup): string | undefined {
  const rank = (name: string) => {
    const other = lookup(name);
    const severity = other && severityOf(other);
    return severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length;
  };
  const below = nextBelow(cause, lookup);
  return below.reduce((worst, name) => (rank(name) < rank(worst) ? name : worst), below[0] as string);
}
