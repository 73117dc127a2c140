/** The exit statuses of all commands. */
export const EXIT = {
  ok: 0,
  /** A service failed, a name is unknown, or another supervisor runs. */
  failed: 1,
  /** The command line or a project file is wrong. Nothing was started. */
  usage: 2,
  /** A bug in zdev itself. */
  bug: 70,
} as const;
