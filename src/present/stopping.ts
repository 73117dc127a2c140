import type { Cause } from '../core/causes/cause.ts';
import { durationText } from './time.ts';
import { listText } from './words.ts';

/** More services than this are only counted. */
const MOST = 5;

/** Which services still live while everything is being stopped, and why. Null if none does. */
export function stillAliveText(causes: Iterable<Cause>): string | null {
  const texts = [...causes].map((cause) => `${cause.name} (${stopText(cause)})`);
  return texts.length > 0 ? `waiting for ${listText(texts, MOST)}` : null;
}

/** The progress of a stop: `SIGTERM sent 2 s ago, SIGKILL in 8 s`. */
export function stopText({ state, step, stop }: Cause): string {
  if (state !== 'stopping') return 'ending what it left behind';
  if (step === 'waiting' || !stop) return 'waits for its dependents';
  if (stop.killInMs === null) return 'SIGKILL sent';
  if (stop.byCommand) return `its stop command ran ${durationText(stop.sentMs)} ago; ${stop.signal} follows`;
  if (stop.byKeys) return `its stop keys were typed ${durationText(stop.sentMs)} ago; ${stop.signal} follows`;
  const kill = stop.killInMs === 0 ? 'SIGKILL is due' : `SIGKILL in ${durationText(stop.killInMs)}`;
  return `${stop.signal} sent ${durationText(stop.sentMs)} ago, ${kill}`;
}
