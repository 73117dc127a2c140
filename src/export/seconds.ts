/** Milliseconds as whole seconds, for formats that know nothing finer: never less than was asked for. */
export function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
