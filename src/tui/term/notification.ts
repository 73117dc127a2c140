import { spawn } from 'node:child_process';
import { forPeople } from '../../safe/people.ts';
import { forRow } from '../../safe/terminal.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A message to be shown outside the terminal. */
export interface Notification {
  readonly title: string;
  readonly body: string;
}

/** How it is shown: by the terminal itself, by a program, or as a bell. */
export type NotificationMethod =
  | { readonly by: 'terminal'; readonly text: string }
  | { readonly by: 'program'; readonly command: string; readonly args: readonly string[] }
  | { readonly by: 'bell' };

const BEL = '\x07';

/**
 * The method that works here. Terminals that are known to show notifications get only their own sequence, because some
 * know several and would show each. Over ssh, a program on this machine would show it to nobody.
 */
export function notificationMethod(
  { title, body }: Notification,
  env: Env,
  platform: NodeJS.Platform,
): NotificationMethod {
  const [head, text] = [said(title), said(body)];
  const sequence = env['TMUX'] ? null : sequenceFor(env);
  if (sequence !== null) return { by: 'terminal', text: sequence(head, text) };
  const remote = env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT'];
  if (!remote && platform === 'darwin') return { by: 'program', command: 'osascript', args: [...SCRIPT, head, text] };
  if (!remote && (env['DISPLAY'] || env['WAYLAND_DISPLAY']))
    return { by: 'program', command: 'notify-send', args: ['--app-name=zdev', '--', head, text] };
  return { by: 'bell' };
}

/** What the terminal gets for a notification: the sequence, or the bell if nothing else works. */
export function notify(
  notification: Notification,
  { write, env, platform = process.platform }: { write: (text: string) => void; env: Env; platform?: NodeJS.Platform },
): void {
  const method = notificationMethod(notification, env, platform);
  if (method.by === 'terminal') write(method.text);
  else if (method.by === 'bell') write(BEL);
  else show(method.command, method.args, () => write(BEL));
}

/** Ends a program that hangs. If the program does not exist or fails, rings the bell. */
function show(command: string, args: readonly string[], failed: () => void): void {
  const child = spawn(command, args, { stdio: 'ignore', timeout: PROGRAM_MS });
  child.on('error', failed);
  child.on('exit', (code) => {
    if (code !== 0) failed();
  });
  child.unref();
}

const PROGRAM_MS = 5000;

/** The texts are arguments, and never part of the script. */
const SCRIPT = [
  ...['-e', 'on run argv'],
  ...['-e', 'display notification (item 2 of argv) with title (item 1 of argv)'],
  ...['-e', 'end run'],
];

const ST = '\x1b\\';

function sequenceFor(env: Env): ((title: string, body: string) => string) | null {
  const term = env['TERM'] ?? '';
  const program = env['TERM_PROGRAM'] ?? '';
  if (term === 'xterm-kitty') return kitty;
  if (/^(?:foot|rxvt|contour)/.test(term) || program === 'ghostty' || env['VTE_VERSION']) return urxvt;
  if (/^(?:iTerm\.app|WezTerm|WarpTerminal)$/.test(program) || env['WT_SESSION']) return iterm;
  return null;
}

const iterm = (title: string, body: string) => `\x1b]9;${title}: ${body}${ST}`;
const urxvt = (title: string, body: string) => `\x1b]777;notify;${title.replaceAll(';', ',')};${body}${ST}`;
const kitty = (title: string, body: string) => `\x1b]99;i=zdev:d=0;${title}${ST}\x1b]99;i=zdev:p=body;${body}${ST}`;

const MAX_CHARS = 200;

/** One line without control characters and without secrets. */
function said(text: string): string {
  return [...forRow(forPeople(text).replace(/\s+/g, ' '))].slice(0, MAX_CHARS).join('');
}
