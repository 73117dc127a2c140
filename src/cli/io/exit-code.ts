/** The exit statuses of every command. */
export const EXIT = {
  ok: 0,
  /** A service failed, a name is unknown, another supervisor runs. */
  failed: 1,
  /** The command line or a project file is wrong. Nothing was started. */
  usage: 2,
  /** A mistake in zdev itself. */
  bug: 70,
} as const;
