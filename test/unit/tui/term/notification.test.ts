import { expect, test } from 'vitest';
import { notificationMethod } from '../../../../src/tui/term/notification.ts';

const NEWS = { title: 'zdev: shop', body: 'api: exit code 1' };
const ST = '\x1b\\';

test.each([
  ['kitty', { TERM: 'xterm-kitty' }, `\x1b]99;i=zdev:d=0;zdev: shop${ST}\x1b]99;i=zdev:p=body;api: exit code 1${ST}`],
  ['foot', { TERM: 'foot' }, `\x1b]777;notify;zdev: shop;api: exit code 1${ST}`],
  ['one on VTE', { VTE_VERSION: '7600' }, `\x1b]777;notify;zdev: shop;api: exit code 1${ST}`],
  ['ghostty, over ssh', { TERM_PROGRAM: 'ghostty', SSH_TTY: '/x' }, `\x1b]777;notify;zdev: shop;api: exit code 1${ST}`],
  ['WezTerm', { TERM_PROGRAM: 'WezTerm' }, `\x1b]9;zdev: shop: api: exit code 1${ST}`],
  ['Windows Terminal', { WT_SESSION: 'x' }, `\x1b]9;zdev: shop: api: exit code 1${ST}`],
])('%s shows it itself', (_, env, text) => {
  expect(notificationMethod(NEWS, env, 'linux')).toEqual({ by: 'terminal', text });
});

test('elsewhere a program on this machine shows it, else the bell rings', () => {
  expect(notificationMethod(NEWS, { TERM: 'xterm-256color', DISPLAY: ':0' }, 'linux')).toEqual({
    by: 'program',
    command: 'notify-send',
    args: ['--app-name=zdev', '--', 'zdev: shop', 'api: exit code 1'],
  });
  expect(notificationMethod(NEWS, { TERM_PROGRAM: 'Apple_Terminal' }, 'darwin')).toMatchObject({
    command: 'osascript',
  });
  expect(notificationMethod(NEWS, { TMUX: 'x', TERM_PROGRAM: 'WezTerm', WAYLAND_DISPLAY: 'w' }, 'linux')).toMatchObject(
    {
      command: 'notify-send',
    },
  );
  expect(notificationMethod(NEWS, { TERM: 'xterm-256color' }, 'linux')).toEqual({ by: 'bell' });
  expect(notificationMethod(NEWS, { DISPLAY: ':0', SSH_CONNECTION: 'x' }, 'linux')).toEqual({ by: 'bell' });
});

test('nothing in it steers the terminal, is a secret, or begins another field', () => {
  const bad = { title: 'a;b\x1b[2J', body: 'x\x07y\nTOKEN=ghp_0123456789012345678901234567890123456789' };
  const method = notificationMethod(bad, { TERM: 'foot' }, 'linux');
  const text = method.by === 'terminal' ? method.text : '';
  expect(text).toMatch(/^\x1b\]777;notify;a,b[^\x00-\x1f]*;[^\x00-\x1f]*\x1b\\$/);
  expect(text).not.toContain('0123456789');
  const long = notificationMethod({ title: 't', body: 'x'.repeat(5000) }, { TERM: 'foot' }, 'linux');
  expect(long.by === 'terminal' && long.text.length).toBeLessThan(300);
});
