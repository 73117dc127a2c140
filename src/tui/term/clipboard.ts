import { dirname } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { writePrivate } from '../../files/private-file.ts';
import { truncate } from '../../text/width.ts';
import { clipboardTools, pipeInto, type Tool } from './clipboard-tools.ts';
import { systemTimer, type Timer } from './timer.ts';

/** What became of a text that was to be copied. */
export interface Copied {
  /** Whether the text is in the clipboard, or was given to the terminal to put it there. */
  readonly ok: boolean;
  /** For the user: `copied 3 lines (wl-copy)`, or `copied "3000" (wl-copy)` for a part of a line. */
  readonly message: string;
  /** What was tried and did not work, with the reason. */
  readonly problems: readonly string[];
}

export interface CopyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Where the text is written too, whatever becomes of the clipboard. For its owner only: it may hold secrets. */
  readonly file: string;
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** Instead of those that there are for this machine. */
  readonly tools?: readonly Tool[];
  readonly timer?: Timer;
}

/** As much as terminals take: 100,000 bytes with all around it, as xterm counts. */
const MAX_BASE64_BYTES = 74_994;

/**
 * Copies with a program of this machine; over ssh, or where none works, by asking the terminal (OSC 52), which does
 * not say whether it did. Never rejects.
 */
export async function copy(text: string, options: CopyOptions): Promise<Copied> {
  const { file, write, timer = systemTimer } = options;
  const problems: string[] = [];
  const what = amountOf(text);
  const isSaved = save(text, file, problems);
  for (const tool of options.tools ?? clipboardTools(options)) {
    const problem = await pipeInto(tool, text, timer);
    if (problem === null) return { ok: true, message: `copied ${what} (${tool.label ?? tool.command})`, problems };
    problems.push(`${tool.command} ${problem}`);
  }
  const base64 = Buffer.from(text).toString('base64');
  if (base64.length <= MAX_BASE64_BYTES) {
    write(`\x1b]52;c;${base64}\x07`);
    return {
      ok: true,
      // It does not say whether it has.
      message: `copied ${what}, if the terminal allows it (OSC 52${isSaved ? `; also in ${file}` : ''})`,
      problems,
    };
  }
  problems.push(`OSC 52 takes ${MAX_BASE64_BYTES} bytes of base64, not ${base64.length}`);
  const tooLong = `too long to copy through the terminal: ${what}`;
  const message = isSaved ? `${tooLong}; in ${file}` : `${tooLong}; not saved: ${problems[0]}`;
  return { ok: false, message, problems };
}

function save(text: string, file: string, problems: string[]): boolean {
  try {
    makePrivateDir(dirname(file)); // if it is not there; what is wrong with it will be told by the next line
    writePrivate(file, text);
    return true;
  } catch (error) {
    problems.push(`${file}: ${(error as Error).message}`);
    return false;
  }
}

/** What is copied, in a few words. A part of a line has no newline at its end. */
function amountOf(text: string): string {
  if (!text.includes('\n')) return `"${truncate(text, MAX_SHOWN, '…')}"`;
  const count = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return count === 1 ? '1 line' : `${count} lines`;
}

/** Columns of a part that are shown. */
const MAX_SHOWN = 30;
