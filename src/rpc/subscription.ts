import { isReady } from '../core/readiness.ts';
import type { Service, State } from '../core/state.ts';
import { createBatch } from './batch.ts';
import type { Context } from './context.ts';
import { wireEntry, wirePiece } from './wire/log.ts';
import { wireMistakes } from './wire/mistakes.ts';
import { stoppingText, wireRows } from './wire/row.ts';

/** Lines, and bytes of output, in one notification; what does not fit comes with the next. */
const MAX_LINES = 5000;
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** How often output is told at most: somewhat more often than terminals in a flood are read, which tells it without a timer. */
const OUTPUT_EVERY_MS = 45;

/**
 * Tells the peer of every service that has changed since it was told last. While the peer is behind, nothing is queued
 * for it: later it is told how things are then. `before` is called first each time. Returns the way to end it.
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
  const batch = createBatch(flush);
  return all(batch.stop, control.onChange(batch.poke), peer.onCaughtUp(batch.poke));
}

/**
 * Tells the peer of log lines from a cursor on. The lines wait where they are kept: a peer that is behind loses the
 * oldest, and is told how many. Returns the way to end it.
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
    // a page may be full of long lines before it has so many
    if (entries.length > 0) batch.poke();
  };
  const batch = createBatch(flush);
  batch.poke();
  return all(batch.stop, control.logs.onNew(batch.poke), peer.onCaughtUp(batch.poke));
}

/**
 * Tells the peer of output as bytes, without waiting for the end of a line. For a peer that is behind it waits where it is
 * kept; what is no longer there by then is counted. `flush` tells it now of what there is.
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
    if (more) batch.poke();
  };
  const batch = createBatch(flush, OUTPUT_EVERY_MS);
  batch.poke();
  return { flush, end: all(batch.stop, feed.onNew(batch.poke), peer.onCaughtUp(batch.poke)) };
}

/** A finished oneshot can cease to be ready by what happens to another service. */
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
