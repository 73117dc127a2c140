/** What a person did at the terminal. */
export type InputEvent = KeyEvent | PasteEvent | MouseEvent | BackgroundEvent;

/** A key, and the text that it types. */
export interface KeyEvent {
  readonly type: 'key';
  /**
   * A character as it is (`a`, `A`, `é`) or a name (`space`, `enter`, `up`, `f1`), after its modifiers in this order:
   * `ctrl+`, `alt+`, `shift+`. A character does not get `shift+`, because the character itself shows it.
   */
  readonly key: string;
  /** Empty if it types nothing. */
  readonly text: string;
}

/** Pasted text. It never contains keys. */
export interface PasteEvent {
  readonly type: 'paste';
  /** Line ends are `\n`; other control characters except tabs are removed. */
  readonly text: string;
}

/** The terminal's background: red, green and blue, from 0 to 1. */
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
