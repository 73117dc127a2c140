/** Milliseconds as whole seconds, rounded up, for formats without fractions. */
export function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
