import { isAsking } from './asking.ts';
import type { Cause } from './cause.ts';
import { type Lookup, nextBelow, rootsOf } from './chain.ts';

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

/** What is not as wanted at the roots below a service: also one that nobody wants, where this service waits for it. */
export function problemsBelow(name: string, lookup: Lookup): readonly Problem[] {
  return rootsOf(name, lookup).flatMap((cause): Problem[] => {
    const isOwn = cause.name === name;
    const severity = severityOf(cause) ?? (isOwn ? null : 'stopped');
    return severity ? [{ cause, severity, waiting: isOwn ? [] : [name] }] : [];
  });
}

/** The first root below a service; of a circle, the service at which it was entered. `known` is what was found before. */
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

/** Of what a service waits for, the one that is worst: a failure, where there is one. */
function worstBelow(cause: Cause, lookup: Lookup): Cause | undefined {
  const rank = (other: Cause) => {
    const severity = severityOf(other);
    return severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length;
  };
  const [first, ...others] = nextBelow(cause, lookup);
  return first && others.reduce((worst, other) => (rank(other) < rank(worst) ? other : worst), first);
}
