import { listeningOf, takerOf } from '../../adapters/port/taker.ts';
import { familyOf, kinshipOf } from '../../adapters/process/kin.ts';
import type { Listening } from '../../core/observation.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import type { ProbeOutcome, ProbeRequest, Prober } from '../../runtime/ports.ts';
import { system } from '../../system.ts';

/** How often to look where a service listens that refuses its checks. In between, the last answer counts. */
const LOOK_EVERY_MS = 1000;

/** A refusal this soon after the first means that the service is still starting. */
const PATIENCE_MS = 500;

/** What earlier checks of a run have shown. */
interface Acquaintance {
  readonly run: number;
  readonly sinceMs: number;
  /** Whether the run itself was seen to answer. */
  proven: boolean;
  lookedMs: number;
  listening: readonly Listening[] | null;
}

/**
 * Returns a prober that also checks who answers. If a process that provably does not belong to the run answers, the
 * check fails for the service's own port and is doubtful for another port. A refused check also says where the run
 * listens instead.
 */
export function withAnswererChecked(parts: {
  readonly ask: Prober;
  /** Whether a marker belongs to a process of this service, whichever supervisor started it. */
  readonly isOwn: (name: string, marker: string) => boolean;
  /** Adds the service to which a process belongs, if zdev started it. */
  readonly named: (holder: PortHolder) => PortHolder;
  readonly nowMs: () => number;
}): Prober {
  const known = new Map<string, Acquaintance>();
  if (system().platform !== 'linux') return parts.ask;

  return async (request) => {
    const outcome = await parts.ask(request);
    const { pid, name, run } = request.of;
    if (pid === null || request.signal.aborted) return outcome;
    const nowMs = parts.nowMs();
    const before = known.get(name);
    const acquaintance =
      before?.run === run
        ? before
        : { run, sinceMs: nowMs, proven: false, lookedMs: Number.NEGATIVE_INFINITY, listening: null };
    known.set(name, acquaintance);
    try {
      if (outcome.ok) return acquaintance.proven ? outcome : await judged(outcome, request, pid, acquaintance);
      return refused(outcome, pid, acquaintance, nowMs);
    } catch {
      return outcome; // Without a view of the sockets, the outcome stands.
    }
  };

  async function judged(
    outcome: ProbeOutcome,
    { of }: ProbeRequest,
    pid: number,
    acquaintance: Acquaintance,
  ): Promise<ProbeOutcome> {
    if (!outcome.peer) return outcome;
    const taker = await takerOf(outcome.peer, familyOf(pid));
    acquaintance.proven = taker === 'own';
    if (taker === 'own' || taker === 'unseen' || taker.pid === process.pid) return outcome;
    if (kinshipOf(taker.pid, { leader: pid, isOwn: (marker) => parts.isOwn(of.name, marker) }) !== 'stranger')
      return outcome;
    const { port } = outcome.peer;
    const error = { type: 'stranger', port, holder: parts.named(taker) } as const;
    return port === of.port ? { ...outcome, ok: false, error, answered: false } : { ...outcome, doubt: error };
  }
}

function refused(outcome: ProbeOutcome, pid: number, acquaintance: Acquaintance, nowMs: number): ProbeOutcome {
  const { error } = outcome;
  if (error?.type !== 'refused' || !/^(?:localhost|127\.|\[?::1|\d+$|:)/.test(error.target)) return outcome;
  if (nowMs - acquaintance.sinceMs < PATIENCE_MS) return outcome;
  if (nowMs - acquaintance.lookedMs >= LOOK_EVERY_MS) {
    acquaintance.lookedMs = nowMs;
    acquaintance.listening = listeningOf(familyOf(pid));
  }
  return { ...outcome, error: { ...error, listening: acquaintance.listening } };
}
