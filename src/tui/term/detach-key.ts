import { systemTimer, type Timer } from './timer.ts';

/** Passes typed bytes on to an attached program unchanged, until the detach key. */
export interface DetachKey {
  write(chunk: Buffer): void;
}

/** A second Ctrl-] within this time after the first one is sent to the program. */
const TWICE_MS = 500;

/** How long the beginning of a possible detach key is kept from the program. */
const UNFINISHED_MS = 30;

/**
 * Ctrl-] detaches: at once with the next key, or after half a second without one. A second Ctrl-] within that time goes
 * to the program, and nothing is detached. After `left`, nothing is passed on any more.
 */
export function createDetachKey({
  typed,
  left,
  timer = systemTimer,
}: {
  /** Gets input for the program. */
  typed: (bytes: Buffer) => void;
  /** Gets what was typed after the detach key, which is not for the program. */
  left: (rest: Buffer) => void;
  timer?: Timer;
}): DetachKey {
  let state: 'attached' | 'armed' | 'left' = 'attached';
  let inPaste = false;
  /** In latin1: the end of the input, which may be the beginning of a key. */
  let held = '';
  let cancelRelease = () => {};
  let cancelLeave = () => {};

  return {
    write(chunk) {
      if (state === 'left') return;
      cancelRelease();
      const input = held + chunk.toString('latin1');
      const unfinished = UNFINISHED.exec(input)?.[0] ?? '';
      held = unfinished;
      read(input.slice(0, input.length - unfinished.length));
      if (held !== '') cancelRelease = timer(release, UNFINISHED_MS);
    },
  };

  function release(): void {
    const input = held;
    held = '';
    read(input);
  }

  function read(input: string): void {
    let rest = input;
    while (rest !== '' && state !== 'left') {
      rest = state === 'attached' ? passOn(rest) : decide(rest);
    }
  }

  /** Passes on input up to the detach key. Returns what follows it. Pasted text never contains keys. */
  function passOn(input: string): string {
    if (inPaste) return passPaste(input);
    const key = LEAVE_KEY.exec(input);
    const paste = input.indexOf(PASTE);
    if (paste >= 0 && (key === null || paste < key.index)) {
      inPaste = true;
      send(input.slice(0, paste + PASTE.length));
      return input.slice(paste + PASTE.length);
    }
    send(input.slice(0, key?.index));
    if (key === null) return '';
    state = 'armed';
    cancelLeave = timer(() => leave(''), TWICE_MS);
    return input.slice(key.index + key[0].length);
  }

  function passPaste(input: string): string {
    const end = input.indexOf(PASTE_END);
    inPaste = end < 0;
    const pasted = inPaste ? input.length : end + PASTE_END.length;
    send(input.slice(0, pasted));
    return input.slice(pasted);
  }

  /** Handles what follows the detach key. Returns the rest. */
  function decide(input: string): string {
    const noKey = NO_KEY.exec(input)?.[0] ?? '';
    const rest = input.slice(noKey.length);
    if (noKey !== '') {
      if (!RELEASE.test(noKey)) send(noKey);
      return rest;
    }
    const again = LEAVE_KEY.exec(input);
    if (again?.index !== 0) {
      leave(input);
      return '';
    }
    cancelLeave();
    state = 'attached';
    send('\x1d');
    return input.slice(again[0].length);
  }

  function leave(rest: string): void {
    const unread = rest + held;
    state = 'left';
    held = '';
    cancelLeave();
    cancelRelease();
    left(Buffer.from(unread, 'latin1'));
  }

  function send(input: string): void {
    if (input !== '') typed(Buffer.from(input, 'latin1'));
  }
}

/**
 * Ctrl-] as a control character, in kitty's protocol, and as xterm's modifyOtherKeys. kitty adds 64 and 128 for caps
 * lock and num lock, and `:1` or `:2` for a press or its repetition.
 */
const LEAVE_KEY = /\x1d|\x1b\[93(?::\d*)*;(?:5|69|133|197)(?::[12])?u|\x1b\[27;5;93~/;

const PASTE = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** The mouse, a change of focus, a released key: nothing that the user typed. */
const NO_KEY = /^\x1b\[(?:<[\d;]*[Mm]|[IO]|[\d:]*;\d+:3[u~A-Z])/;
const RELEASE = /:3[u~A-Z]$/;

/**
 * A sequence of digits that is incomplete at the end of a chunk. Its length is limited, because it is kept from the
 * program.
 */
const UNFINISHED = /\x1b(?:\[<?[\d;:]{0,24})?$/;
