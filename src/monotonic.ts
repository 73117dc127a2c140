/**
 * Milliseconds of a clock that never goes back. Not `performance.now()`, because Node needs a millisecond to load its
 * module.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
