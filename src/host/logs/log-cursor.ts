/** How much of the output of one service has been read. */
export interface RingPosition {
  /** In bytes, at the beginning of a line. */
  readonly offset: number;
  /** The number of lines before it. */
  readonly line: number;
}

/** Formats a cursor for clients: the life of the supervisor, and a place for each ring, in their order. */
export function formatCursor(places: readonly (RingPosition | undefined)[], epoch: string): string {
  const texts = Array.from(places, (place) =>
    place ? `${place.offset.toString(36)}.${place.line.toString(36)}` : '0.0',
  );
  return [epoch, ...texts].join('_');
}

/** Parses the places of a cursor. An invalid cursor, or one from another life, points to the beginning. */
export function parseCursor(cursor: string, epoch: string): RingPosition[] {
  const [life, ...texts] = cursor.split('_');
  if (life !== epoch) return [];
  return texts.map((text) => {
    const [offset = 0, line = 0] = text.split('.').map((digits) => Number.parseInt(digits, 36));
    return offset >= 0 && line >= 0 ? { offset, line } : { offset: 0, line: 0 };
  });
}
