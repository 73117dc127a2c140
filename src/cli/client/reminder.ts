const LONGEST_SILENCE_MS = 30_000;

/** Reminds the user of what a command waits for. */
export interface Reminder {
  /** Something else was said, so the silence begins anew. */
  restart(): void;
  end(): void;
}

/** Calls `say` after a silence of `firstMs`, and again after silences twice as long each, until it fails or `end`. */
export function remindAfterSilence(firstMs: number, say: () => Promise<void>): Reminder {
  let silenceMs = firstMs;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const wait = () => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void remind().catch(() => {}), silenceMs);
  };
  const remind = async () => {
    await say();
    silenceMs = Math.min(silenceMs * 2, LONGEST_SILENCE_MS);
    wait();
  };
  wait();
  return {
    restart() {
      silenceMs = firstMs;
      wait();
    },
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
