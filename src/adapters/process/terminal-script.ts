import { toolPath } from '../../system.ts';
import { MARKER } from './marker.ts';
import { noteSignals, waitForGroup } from './terminal-wait.ts';

/**
 * The leader of a run on a terminal, for any POSIX shell. `$1` is the command, `$3` the file for its notes and `$4` its
 * life pipe; both are empty if they are not wanted (see `detached-script.ts`). When the leader of a session ends, the
 * system hangs up on every process that is left on its terminal. The shell of `cd app && node server.js` ends by
 * SIGTERM at once, and SIGHUP would cut off the orderly end of the server. So this leader survives every signal that
 * can be caught. After a signal it stays until the rest of its group is gone; processes that take longer than their
 * stop timeout are killed.
 *
 * - The command runs in the foreground, with its own signals: those that are caught here (not ignored) have their
 *   default effect again in started programs.
 * - The shell's own message about the end of the command ("Terminated") is not output of the service.
 * - The PATH is that of the service until the command has ended, and that of the system afterwards.
 * - With a second argument, it suspends itself and waits to be continued. The system tells the supervisor, which knows
 *   what is left of the group. When the supervisor dies, the system continues the leader, with the hang-up. Without the
 *   argument, it checks itself.
 */
export function terminalScript(): string {
  return `${noteSignals()}
exec 4>&2 2>/dev/null
[ -z "$3" ] || echo "$$ $${MARKER}" >"$3"
[ -p "$4" ] && exec 5<>"$4"
([ -z "$asked$typed" ] || exit 143; exec /bin/sh -c "$1" 2>&4 4>&-) 5>&-
code=$?
if [ -n "$2" ]; then
  [ -z "$asked$typed" ] || kill -STOP $$
  exit $code
fi
PATH='${toolPath()}':$PATH
${waitForGroup()}
exit $code`;
}
