/** What a person did at the terminal. */
export type InputEvent = KeyEvent | PasteEvent | MouseEvent | BackgroundEvent;

/** A key, with what it types. */
export interface KeyEvent {
  readonly type: 'key';
  /**
   * A character as it is (`a`, `A`, `é`), a name (`space`, `enter`, `up`, `f1`), and before it what was held down,
   * in this order: `ctrl+`, `alt+`, `shift+`. Shift is not named with a character, which says it itself.
   */
  readonly key: string;
  /** Empty when it types nothing. */
  readonly text: string;
}

/** A text that was pasted: never keys, whatever it holds. */
export interface PasteEvent {
  readonly type: 'paste';
  /** Line ends are `\n`; other control characters but tabs are taken out. */
  readonly text: string;
}

/** The terminal says what its background is: red, green and blue, from 0 to 1. */
export interface BackgroundEvent {
  readonly type: 'background';
  readonly color: readonly [red: number, green: number, blue: number];
}

/** A button or the wheel. */
export interface MouseEvent {
  readonly type: 'mouse';
  readonly action: 'press' | 'release' | 'drag' | 'wheel-up' | 'wheel-down';
  /** `none` for the wheel. */
  readonly button: 'left' | 'middle' | 'right' | 'none';
  /** Column, from 0. */
  readonly x: number;
  /** Row, from 0. */
  readonly y: number;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
}
