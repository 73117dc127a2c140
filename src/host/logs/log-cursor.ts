/** How far the output of one service has been read. */
export interface RingPlace {
  /** In bytes, at the beginning of a line. */
  readonly offset: number;
  /** How many lines came before. */
  readonly line: number;
}

/** A cursor as it goes to clients: the life of the supervisor it is of, and a place for each ring, in their order. */
export function formatCursor(places: readonly (RingPlace | undefined)[], epoch: string): string {
  const texts = Array.from(places, (place) =>
    place ? `${place.offset.toString(36)}.${place.line.toString(36)}` : '0.0',
  );
  return [epoch, ...texts].join('_');
}

/** The places of a cursor. One of another life, or one that is none, stands at the beginning of all. */
export function parseCursor(cursor: string, epoch: string): RingPlace[] {
  const [life, ...texts] = cursor.split('_');
  if (life !== epoch) return [];
  return texts.map((text) => {
    const [offset = 0, line = 0] = text.split('.').map((digits) => Number.parseInt(digits, 36));
    return offset >= 0 && line >= 0 ? { offset, line } : { offset: 0, line: 0 };
  });
}
