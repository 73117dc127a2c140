/** `1 service`, `3 services`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A few names one by one, more of them as a number: `api, web`, `12 services`. */
export function namesText(names: readonly string[], most = 3): string {
  return names.length > most ? countText(names.length, 'service') : names.join(', ');
}
