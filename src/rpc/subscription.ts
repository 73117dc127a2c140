import { isReady } from '../core/readiness.ts';
import type { Service, State } from '../core/state.ts';
import type { Context } from './context.ts';
import { createThrottle } from './throttle.ts';
import { wireEntry, wirePiece } from './wire/log.ts';
import { wireMistakes } from './wire/mistakes.ts';
import { stoppingText, wireRows } from './wire/service-row.ts';

/** The most lines, or bytes of output, in one notification; the rest comes with the next. */
const MAX_LINES = 5000;
const MAX_OUTPUT_BYTES = 1024 * 1024;
/**
 * The shortest time between two notifications about output. It is shorter than the interval in which flooding terminals
 * are read, so that these need no timer.
 */
const OUTPUT_EVERY_MS = 45;

/**
 * Sends the peer every service that has changed since the last notification. While the peer is behind, nothing is
 * queued: later it gets the state of that moment. Calls `before` first each time. Returns a function that ends it.
 */
export function pushStates({ control, peer }: Context, subscription: number, before = () => {}): () => void {
  let told = control.state();
  let toldMistakes = control.mistakes();
  let toldAddresses = control.addresses();
  const flush = () => {
    if (peer.behind()) return;
    before();
    const state = control.state();
    const addresses = control.addresses();
    const all = [...state.services.values()];
    const services = addresses === toldAddresses ? all.filter((service) => hasChanged(service, state, told)) : all;
    const removed = [...told.services.keys()].filter((name) => !state.services.has(name));
    const stopping = stoppingText(state, control.nowMs());
    const mistakes = control.mistakes();
    const isNews = state.shutdown !== told.shutdown || mistakes !== toldMistakes;
    const news = services.length > 0 || removed.length > 0 || isNews;
    told = state;
    toldMistakes = mistakes;
    toldAddresses = addresses;
    if (!news) return;
    const rows = wireRows(services, control);
    peer.notify('events.state', { subscription, services: rows, removed, stopping, mistakes: wireMistakes(control) });
  };
  const throttle = createThrottle(flush);
  return all(throttle.stop, control.onChange(throttle.request), peer.onCaughtUp(throttle.request));
}

/**
 * Sends the peer log lines from a cursor on. Unsent lines stay in memory only: a peer that is behind loses the oldest,
 * and gets their number. Returns a function that ends it.
 */
export function pushLogs(
  { control, peer }: Context,
  { subscription, names, cursor }: { subscription: number; names: readonly string[] | null; cursor: string },
): () => void {
  let at = cursor;
  const flush = () => {
    if (peer.behind()) return;
    const page = control.logs.since({ ...(names ? { names } : {}), cursor: at, limit: MAX_LINES });
    at = page.next;
    if (page.entries.length === 0 && page.missed === 0) return;
    const entries = page.entries.map(wireEntry);
    peer.notify('events.log', { subscription, entries, missed: page.missed, cursor: at });
    // long lines may fill a page before it reaches the limit
    if (entries.length > 0) throttle.request();
  };
  const throttle = createThrottle(flush);
  throttle.request();
  return all(throttle.stop, control.logs.onNew(throttle.request), peer.onCaughtUp(throttle.request));
}

/**
 * Sends the peer output as bytes, without waiting for the end of a line. While the peer is behind, output stays in
 * memory only; what is gone by then is counted. `flush` sends at once.
 */
export function pushOutput(
  { control, peer }: Context,
  {
    subscription,
    names,
    backlogBytes,
    raw,
  }: { subscription: number; names: readonly string[] | null; backlogBytes: number; raw: boolean },
): { readonly flush: () => void; readonly end: () => void } {
  const feed = control.logs.feed({ ...(names ? { names } : {}), backlogBytes });
  const flush = () => {
    if (peer.behind()) return;
    const { pieces, missed, more } = feed.take(MAX_OUTPUT_BYTES);
    if (pieces.length > 0 || missed.length > 0) {
      const bytes = raw ? pieces.map(({ data }) => data) : [];
      const params = { subscription, pieces: pieces.map((piece) => wirePiece(piece, raw)), missed };
      peer.notify('events.output', { ...params, raw: bytes.reduce((sum, { length }) => sum + length, 0) }, bytes);
    }
    if (more) throttle.request();
  };
  const throttle = createThrottle(flush, OUTPUT_EVERY_MS);
  throttle.request();
  return { flush, end: all(throttle.stop, feed.onNew(throttle.request), peer.onCaughtUp(throttle.request)) };
}

/** A finished oneshot can stop being ready because another service changes. */
function hasChanged(service: Service, state: State, told: State): boolean {
  const before = told.services.get(service.spec.name);
  if (before !== service) return true;
  if (service.spec.kind !== 'oneshot') return false;
  return isReadyIn(service, state) !== isReadyIn(before, told);
}

function isReadyIn(service: Service, state: State): boolean {
  return isReady(service, { get: (name) => state.services.get(name) });
}

function all(...ends: readonly (() => void)[]): () => void {
  return () => {
    for (const end of ends) end();
  };
}
