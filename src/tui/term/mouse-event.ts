import type { MouseEvent } from './input-event.ts';

/** A mouse report in xterm's SGR form (mode 1006): `button ; column ; row`, and `M` or `m`. Null if it is not used. */
export function mouseEvent(parameters: string, final: string): MouseEvent | null {
  const match = /^(\d+);(\d+);(\d+)$/.exec(parameters);
  if (match === null || (final !== 'M' && final !== 'm')) return null;
  const [code = 0, column = 1, row = 1] = match.slice(1).map(Number);
  const what = actionOf(code, final);
  if (what === null) return null;
  return {
    type: 'mouse',
    ...what,
    x: Math.max(column - 1, 0),
    y: Math.max(row - 1, 0),
    shift: (code & SHIFT) !== 0,
    alt: (code & ALT) !== 0,
    ctrl: (code & CTRL) !== 0,
  };
}

function actionOf(code: number, final: string): Pick<MouseEvent, 'action' | 'button'> | null {
  if (code >= MORE_BUTTONS) return null;
  if (code & WHEEL) {
    const action = WHEELS[code & BUTTON];
    return action !== undefined && final === 'M' ? { action, button: 'none' } : null;
  }
  const button = BUTTONS[code & BUTTON];
  if (button === undefined) return null; // moved without a pressed button
  if (final === 'm') return { action: 'release', button };
  return { action: code & MOTION ? 'drag' : 'press', button };
}

const BUTTON = 3;
const SHIFT = 4;
const ALT = 8;
const CTRL = 16;
const MOTION = 32;
const WHEEL = 64;
const MORE_BUTTONS = 128;

const BUTTONS = ['left', 'middle', 'right'] as const;
/** The other two scroll sideways. */
const WHEELS = ['wheel-up', 'wheel-down'] as const;
