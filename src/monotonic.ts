/** Milliseconds on a clock that never goes back. Not `performance.now()`, whose module takes Node a millisecond to load. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
