import { constants, openSync } from 'node:fs';

type Stdio = 'ignore' | 'pipe' | number;

/** The hidden descriptors, each with a token: the number may be reused before the close of the old one is reported. */
const hidden = new Map<number, symbol>();
/** What children get for each descriptor up to the highest hidden one. Kept, because there may be a thousand. */
const places: Stdio[] = [];
let nothing: number | undefined;

/**
 * Hides a descriptor that the system would pass on to every child. No child that is started with `withoutHidden` gets it.
 * Returns a function to call once it is closed.
 */
export function hideFromChildren(fd: number): () => void {
  const token = Symbol(fd);
  nothing ??= openSync('/dev/null', constants.O_RDWR);
  while (places.length < fd) places.push('ignore');
  places[fd] = nothing;
  hidden.set(fd, token);
  return () => {
    if (hidden.get(fd) !== token) return;
    hidden.delete(fd);
    places[fd] = 'ignore';
    while (places.at(-1) === 'ignore') places.pop();
  };
}

/**
 * Returns the `stdio` of a child that may live long, with `/dev/null` in the place of each hidden descriptor. A child that
 * inherits zdev's end of a terminal would keep the terminal from hanging up when zdev dies, and could read what another
 * service prints.
 */
export function withoutHidden<T extends Stdio[]>(stdio: [...T]): T {
  if (hidden.size === 0) return stdio;
  const own = stdio.map((each, fd) => (each === 'ignore' ? (places[fd] ?? each) : each));
  return [...own, ...places.slice(own.length)] as T;
}
