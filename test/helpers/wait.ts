/** Long enough on a loaded machine, and within the time limit of a test. */
const PATIENCE_MS = 30_000;

/** For `vi.waitFor`, which by itself waits for a second. */
export const PATIENTLY = { timeout: PATIENCE_MS, interval: 10 };

/**
 * Waits for a condition, with a deadline generous enough for a loaded machine. Fails with `what` in its message; one that is a
 * function is asked then, so that it can tell how things are in the end.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = PATIENCE_MS, what = condition.toString() }: { timeoutMs?: number; what?: string | (() => string) } = {},
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error(`not within ${timeoutMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
