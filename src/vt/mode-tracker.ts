import type { ControlSequence } from './control-sequence.ts';
import { ENCODING_NUMBERS, MOUSE_NUMBERS, PRIVATE_FLAGS, RESET_MODES, type TerminalModes } from './modes.ts';

/** Tracks the modes of a terminal by the sequences that change them. */
export interface ModeTracker {
  readonly modes: TerminalModes;
  control(sequence: ControlSequence): void;
  /** `ESC` and one more byte. */
  escape(byte: number): void;
  /** An OSC, which may set the title. */
  title(text: string): void;
}

/** Limits the flags of programs that forget to remove them. */
const MAX_STACK = 16;
const MAX_TITLE = 500;

export function createModeTracker(initial: TerminalModes = RESET_MODES): ModeTracker {
  let modes = initial;
  /** For the kitty protocol, one stack of flags for each screen; the last flags are active. */
  let flags = { main: [0], alternate: [0] };
  /**
   * The scrolling region of the other screen. As in xterm.js, the alternate screen forgets its own when a program
   * leaves it.
   */
  let otherRegion: TerminalModes['scrollRegion'] = null;
  let titles: string[] = [];
  if (initial.kittyKeyboard > 0) stack().push(initial.kittyKeyboard);

  function change(changes: Partial<TerminalModes>): void {
    for (const name of Object.keys(changes) as (keyof TerminalModes)[]) {
      if (changes[name] === modes[name]) continue;
      modes = { ...modes, ...changes };
      return;
    }
  }

  function stack(): number[] {
    return modes.alternateScreen ? flags.alternate : flags.main;
  }

  function privateMode(number: number, on: boolean): void {
    const flag = PRIVATE_FLAGS.get(number);
    const mouse = MOUSE_NUMBERS.get(number);
    const mouseEncoding = ENCODING_NUMBERS.get(number);
    if (flag === 'alternateScreen') switchScreen(on);
    else if (flag) change({ [flag]: on });
    else if (mouse) change({ mouse: on ? mouse : 'off' });
    else if (mouseEncoding) change({ mouseEncoding: on ? mouseEncoding : 'default' });
  }

  function switchScreen(alternateScreen: boolean): void {
    if (modes.alternateScreen === alternateScreen) return;
    const scrollRegion = otherRegion;
    otherRegion = alternateScreen ? modes.scrollRegion : null;
    change({ alternateScreen, scrollRegion });
    change({ kittyKeyboard: stack().at(-1) ?? 0 });
  }

  function kitty({ prefix, params: [first = 0, second = 0] }: ControlSequence): void {
    const own = stack();
    const now = own.at(-1) ?? 0;
    if (prefix === '>') own.push(first);
    else if (prefix === '<') own.splice(Math.max(own.length - Math.max(first, 1), 1));
    else if (prefix === '=') own[own.length - 1] = second === 2 ? now | first : second === 3 ? now & ~first : first;
    if (own.length > MAX_STACK) own.splice(1, 1);
    if (own.length === 1 && prefix === '<') own[0] = 0;
    change({ kittyKeyboard: own.at(-1) ?? 0 });
  }

  function titleStack([action = 0, which = 0]: readonly number[]): void {
    if (which > 0 && which !== 2) return;
    if (action === 22) titles = [...titles, modes.title].slice(-MAX_STACK);
    const title = action === 23 ? titles.pop() : undefined;
    if (title !== undefined) change({ title });
  }

  function fullReset(): void {
    flags = { main: [0], alternate: [0] };
    otherRegion = null;
    change({ ...RESET_MODES, title: modes.title });
  }

  /** DECSTR. The mouse, the screen and the title stay. */
  function softReset(): void {
    const { mouse, mouseEncoding, alternateScreen, alternateScroll, title, kittyKeyboard, reverse } = modes;
    const kept = { mouse, mouseEncoding, alternateScreen, alternateScroll, title, kittyKeyboard, reverse };
    change({ ...RESET_MODES, ...kept });
  }

  function scrollRegion([top = 0, bottom = 0]: readonly number[]): void {
    const first = Math.max(top, 1);
    const last = bottom === 0 ? null : bottom;
    const { scrollRegion: now } = modes;
    if (last === null && first === 1) change({ scrollRegion: null });
    else if ((last === null || last > first) && (now?.top !== first || now.bottom !== last)) {
      change({ scrollRegion: { top: first, bottom: last } });
    }
  }

  function control(sequence: ControlSequence): void {
    const { prefix, params, intermediates, final } = sequence;
    switch (`${prefix}${intermediates}${final}`) {
      case '?h':
      case '?l':
        for (const number of params) privateMode(number, final === 'h');
        return;
      case 'h':
      case 'l':
        if (params.includes(4)) change({ insert: final === 'h' });
        return;
      case 'r':
        return scrollRegion(params);
      case 't':
        return titleStack(params);
      case ' q':
        return change({ cursorShape: params[0] ?? 0 });
      case '>u':
      case '<u':
      case '=u':
        return kitty(sequence);
      case '>m':
        if (params[0] === 4 || params[0] === 0) change({ modifyOtherKeys: params[1] ?? 0 });
        return;
      case '!p':
        return softReset();
    }
  }

  return {
    get modes() {
      return modes;
    },
    control,
    escape(byte) {
      if (byte === 0x3d) change({ keypad: true });
      else if (byte === 0x3e) change({ keypad: false });
      else if (byte === 0x63) fullReset();
    },
    title(text) {
      const [, title] = /^[02];(.*)$/s.exec(text) ?? [];
      if (title !== undefined) change({ title: title.slice(0, MAX_TITLE) });
    },
  };
}
