import { dirname } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { writePrivate } from '../../files/private-file.ts';
import { truncate } from '../../text/width.ts';
import { clipboardTools, pipeInto, type Tool } from './clipboard-tools.ts';
import { systemTimer, type Timer } from './timer.ts';

/** The result of copying a text. */
export interface Copied {
  /** Whether the text is in the clipboard, or was sent to the terminal for its clipboard. */
  readonly ok: boolean;
  /** For the user: `copied 3 lines (wl-copy)`, or `copied "3000" (wl-copy)` for a part of a line. */
  readonly message: string;
  /** What failed, with the reasons. */
  readonly problems: readonly string[];
}

export interface CopyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The text is always written to this file too. Only its owner can read it, because it may contain secrets. */
  readonly file: string;
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** Replaces the tools of this machine. */
  readonly tools?: readonly Tool[];
  readonly timer?: Timer;
}

/** The limit of terminals: 100,000 bytes with the sequence around it, as xterm counts. */
const MAX_BASE64_BYTES = 74_994;

/**
 * Copies with a program of this machine. Over ssh, or if none works, asks the terminal (OSC 52), which does not report
 * success. Never rejects.
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
      // The terminal does not report whether it has.
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
    makePrivateDir(dirname(file)); // creates it if missing; any other problem appears in the next line
    writePrivate(file, text);
    return true;
  } catch (error) {
    problems.push(`${file}: ${(error as Error).message}`);
    return false;
  }
}

/** Describes the copied text in a few words. A part of a line has no newline at its end. */
function amountOf(text: string): string {
  if (!text.includes('\n')) return `"${truncate(text, MAX_SHOWN, '…')}"`;
  const count = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return count === 1 ? '1 line' : `${count} lines`;
}

/** How many columns of a part are shown. */
const MAX_SHOWN = 30;
