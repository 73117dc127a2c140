import { expect, test } from 'vitest';
import { clipboardTools } from '../../../../src/tui/term/clipboard-tools.ts';

const wayland = { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' };

test.each([
  ['a Mac', {}, 'darwin', ['pbcopy']],
  ['a Mac over ssh', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin', []],
  ['Wayland', wayland, 'linux', ['wl-copy', 'xclip', 'xsel']],
  ['X11', { DISPLAY: ':0' }, 'linux', ['xclip', 'xsel']],
  ['X11 over ssh', { DISPLAY: 'localhost:10.0', SSH_TTY: '/dev/pts/1' }, 'linux', []],
  ['WSL', { WSL_DISTRO_NAME: 'Ubuntu' }, 'linux', ['clip.exe']],
  ['a console', {}, 'linux', []],
  ['tmux on a console', { TMUX: '/tmp/tmux-0/default,1,0' }, 'linux', ['tmux']],
  ['tmux over ssh', { TMUX: 'x', SSH_TTY: '/dev/pts/1', DISPLAY: ':0' }, 'linux', ['tmux']],
  ['tmux on X11', { TMUX: 'x', DISPLAY: ':0' }, 'linux', ['xclip', 'xsel', 'tmux']],
] as const)('on %s', (_, env, platform, commands) => {
  expect(clipboardTools({ env, platform }).map(({ command }) => command)).toEqual(commands);
});

test('pbcopy gets the text as UTF-8, and tmux also sets the clipboard', () => {
  const [pbcopy] = clipboardTools({ env: {}, platform: 'darwin' });
  expect(pbcopy?.env).toEqual({ LC_CTYPE: 'UTF-8' });
  const [tmux] = clipboardTools({ env: { TMUX: 'x' }, platform: 'linux' });
  expect(tmux?.args).toEqual(['load-buffer', '-w', '-']);
});

test('Windows gets UTF-16 with a mark', () => {
  const [tool] = clipboardTools({ env: { WSL_DISTRO_NAME: 'Ubuntu' }, platform: 'linux' });
  expect(tool?.encode?.('é')).toEqual(Buffer.from([0xff, 0xfe, 0xe9, 0x00]));
});
