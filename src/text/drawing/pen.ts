import type { Style } from '../style.ts';
import type { Page } from './page.ts';

/** State of a program that draws: the page, and the style of the next character. */
export interface Pen {
  readonly page: Page;
  style: Style;
  saved: { readonly y: number; readonly x: number; readonly style: Style };
  /** It places its text on the whole screen: a line feed only moves down one row. */
  isFullScreen: boolean;
}
