import { promptIn } from '../../vt/prompt.ts';

/** Sees when a program has asked something, and waits. */
export interface InputWatch {
  /** Bytes that the program has written. Costs next to nothing. */
  wrote(chunk: Buffer): void;
  close(): void;
}

/** Who has printed a part of a line, and nothing since, waits. */
const QUIET_MS = 700;
const NEWLINE = 10;

/** `tell` is called with what is asked, and with null when it was answered, or more has come. */
export function createInputWatch(options: {
  /** The line under way, up to the cursor; null where it is none, or is not the last thing on the screen. */
  readonly line: () => string | null | Promise<string | null>;
  /** Whether a process of the run waits in a read of its stdin. */
  readonly reads: () => boolean;
  readonly tell: (prompt: string | null) => void;
}): InputWatch {
  let timer: NodeJS.Timeout | undefined;
  let wroteMs = 0;
  let isOpen = false;
  let writes = 0;
  let told: string | null = null;

  function tell(prompt: string | null): void {
    if (prompt === told) return;
    told = prompt;
    options.tell(prompt);
  }

  async function look(): Promise<void> {
    timer = undefined;
    if (!isOpen) return;
    const leftMs = QUIET_MS - (performance.now() - wroteMs);
    if (leftMs > 0) return arm(leftMs);
    const before = writes;
    const line = await options.line();
    if (writes === before) tell(line === null ? null : promptIn(line, options.reads()));
  }

  function arm(delayMs: number): void {
    timer = setTimeout(() => void look(), Math.ceil(delayMs)).unref();
  }

  return {
    wrote(chunk) {
      writes += 1;
      isOpen = chunk[chunk.length - 1] !== NEWLINE;
      if (told !== null && (!isOpen || chunk.includes(NEWLINE))) tell(null);
      if (!isOpen) return;
      wroteMs = performance.now();
      if (timer === undefined) arm(QUIET_MS);
    },
    close() {
      clearTimeout(timer);
      writes += 1;
      isOpen = false;
    },
  };
}
