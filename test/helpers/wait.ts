/** Waits for a condition, with a deadline generous enough for a loaded machine. Fails with `what` in its message. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 10_000, what = condition.toString() }: { timeoutMs?: number; what?: string } = {},
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
