import type { Ring } from '../../adapters/log/ring.ts';
import type { PieceWalk } from '../../adapters/log/walk-pieces.ts';
import type { OutputFeed, OutputPiece } from '../../rpc/control.ts';
import { arrivedFirst } from './arrival-order.ts';

/** The cost of a piece besides its data, so that many tiny pieces do not become one huge message. */
const PIECE_BYTES = 64;

/**
 * The output of services as bytes from their rings. Costs one copy of the bytes for each turn, and nothing for each
 * line. A service without a run yet will be read from its beginning.
 */
export function createOutputFeed(options: {
  readonly rings: ReadonlyMap<string, Ring>;
  /** Only these services. */
  readonly names?: readonly string[];
  readonly backlogBytes: number;
  readonly onNew: OutputFeed['onNew'];
}): OutputFeed {
  const { rings, names, backlogBytes } = options;
  const places = new Map<string, number>();
  for (const [name, ring] of rings) {
    // The reader has missed nothing if older output is gone.
    places.set(name, ring.pieces(Math.max(ring.place - backlogBytes, 0)).place);
  }

  return {
    take(maxBytes) {
      const sources = [...rings]
        .filter(([name]) => names?.includes(name) ?? true)
        .map(([service, ring]) => ({ service, walk: ring.pieces(places.get(service) ?? 0) }));
      const missed = sources.flatMap(({ service, walk }) => (walk.missed > 0 ? [{ service, bytes: walk.missed }] : []));
      const merged = merge(sources, maxBytes);
      for (const { service, walk } of sources) places.set(service, walk.place);
      return { ...merged, missed };
    },
    onNew: options.onNew,
  };
}

interface Source {
  readonly service: string;
  readonly walk: PieceWalk;
}

/** The first pieces of all sources, in the order in which they came. */
function merge(sources: readonly Source[], maxBytes: number): { pieces: OutputPiece[]; more: boolean } {
  const pieces: OutputPiece[] = [];
  const busy = new Set(sources.filter(({ walk }) => walk.peek() !== null));
  let room = maxBytes;
  while (busy.size > 0 && room > 0) {
    const [source, until] = arrivedFirst(busy);
    const { service, walk } = source;
    // takes the pieces of one arrival without looking at the other sources again
    for (let order = walk.peek(); order !== null && order < until && room > 0; order = walk.peek()) {
      const piece = walk.take(room);
      pieces.push({ service, ...piece });
      room -= piece.data.length + PIECE_BYTES;
    }
    if (walk.peek() === null) busy.delete(source);
  }
  return { pieces, more: busy.size > 0 };
}
