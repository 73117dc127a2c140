import { promptIn } from '../../vt/prompt.ts';

/** Notices when a program has asked something and waits. */
export interface InputWatch {
  /** Takes the bytes that the program has written. Costs next to nothing. */
  wrote(chunk: Buffer): void;
  close(): void;
}

/** A program that has printed a part of a line and nothing for this time is waiting. */
const QUIET_MS = 700;
const NEWLINE = 10;

/** Calls `tell` with the question, and with null when it was answered or more output has come. */
export function createInputWatch(options: {
  /** The current line up to the cursor; null if there is none, or if it is not the last thing on the screen. */
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
