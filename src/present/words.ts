/** `1 service`, `3 services`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `once`, `3 times`. */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** The first few items, and the number of the rest: `api, db, web and 997 more`. */
export function listText(items: readonly string[], most = 10): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(', ')} and ${more} more` : items.join(', ');
}

/** A few names, or only their number if there are more: `api, web`, `12 services`. */
export function namesText(names: readonly string[], most = 3): string {
  return names.length > most ? countText(names.length, 'service') : names.join(', ');
}
