import { expect, test } from 'vitest';
import { clipboardTools } from '../../../src/tui/term/clipboard-tools.ts';

const wayland = { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' };

test.each([
  ['a Mac', {}, 'darwin', ['pbcopy']],
  ['a Mac over ssh', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin', []],
  ['Wayland', wayland, 'linux', ['wl-copy', 'xclip', 'xsel']],
  ['X11', { DISPLAY: ':0' }, 'linux', ['xclip', 'xsel']],
  ['X11 over ssh', { DISPLAY: 'localhost:10.0', SSH_TTY: '/dev/pts/1' }, 'linux', []],
  ['WSL', { WSL_DISTRO_NAME: 'Ubuntu' }, 'linux', ['clip.exe']],
  ['a console', {}, 'linux', []],
] as const)('on %s', (_, env, platform, commands) => {
  expect(clipboardTools({ env, platform }).map(({ command }) => command)).toEqual(commands);
});

test('Windows gets UTF-16 with a mark', () => {
  const [tool] = clipboardTools({ env: { WSL_DISTRO_NAME: 'Ubuntu' }, platform: 'linux' });
  expect(tool?.encode?.('é')).toEqual(Buffer.from([0xff, 0xfe, 0xe9, 0x00]));
});
