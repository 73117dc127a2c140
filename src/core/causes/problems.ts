import { isAsking } from './asking.ts';
import type { Cause } from './cause.ts';
import { type Lookup, nextBelow, rootsOf } from './chain.ts';

/** Something that is not as the user wants it, at its root. */
export interface Problem {
  readonly cause: Cause;
  readonly severity: Severity;
  /**
   * The services that wait for it, directly or through others. A service that waits for several problems is named once.
   */
  readonly waiting: readonly string[];
}

/** How bad a problem is, the worst first. */
export const SEVERITIES = ['failed', 'unhealthy', 'held', 'stopped', 'pending'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * How far a service is from what the user wants: up, ready, healthy and with its last build, or down. Null if it is as
 * wanted. A service that is still starting is `pending`.
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
 * All problems among these services, at their roots, the worst first. Each waiting service is counted with one root.
 * Linear in the number of services and dependencies.
 */
export function problemsOf(names: Iterable<string>, lookup: Lookup): readonly Problem[] {
  const problems = new Map<string, Problem & { readonly waiting: string[] }>();
  const roots = new Map<string, Cause>();
  for (const name of names) {
    const cause = lookup(name);
    if (!cause || severityOf(cause) === null) continue;
    const root = firstRoot(cause, lookup, roots);
    const known = problems.get(root.name);
    const problem = known ?? { cause: root, severity: severityOf(root) ?? 'stopped', waiting: [] };
    problems.set(root.name, problem);
    if (root.name !== name) problem.waiting.push(name);
  }
  const rank = ({ severity }: Problem) => SEVERITIES.indexOf(severity);
  return [...problems.values()].sort((a, b) => rank(a) - rank(b));
}

/** The problems at the roots below a service. Includes an unwanted service if this one waits for it. */
export function problemsBelow(name: string, lookup: Lookup): readonly Problem[] {
  return rootsOf(name, lookup).flatMap((cause): Problem[] => {
    const isOwn = cause.name === name;
    const severity = severityOf(cause) ?? (isOwn ? null : 'stopped');
    return severity ? [{ cause, severity, waiting: isOwn ? [] : [name] }] : [];
  });
}

/**
 * The first root below a service; in a circle, the service at which the walk entered it. `known` holds earlier results.
 */
function firstRoot(from: Cause, lookup: Lookup, known: Map<string, Cause>): Cause {
  const path: string[] = [];
  let root = from;
  for (let at: Cause | undefined = from; at; at = worstBelow(at, lookup)) {
    root = known.get(at.name) ?? at;
    if (known.has(at.name)) break;
    known.set(at.name, at);
    path.push(at.name);
  }
  for (const name of path) known.set(name, root);
  return root;
}

/** The worst of the services that this one waits for: a failed one, if there is one. */
function worstBelow(cause: Cause, lookup: Lookup): Cause | undefined {
  const rank = (other: Cause) => {
    const severity = severityOf(other);
    return severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length;
  };
  const [first, ...others] = nextBelow(cause, lookup);
  return first && others.reduce((worst, other) => (rank(other) < rank(worst) ? other : worst), first);
}
