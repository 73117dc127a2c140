/** The user's PATH, and after it where every system has `mkfifo`, `ps`, `grep` and `sleep`, whatever PATH says. */
export function systemPath(): string {
  return [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(':');
}
