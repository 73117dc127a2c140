import { endingSignals } from './signal-names.ts';

/** Waits between two looks at the group. */
const PAUSE_SECONDS = 0.05;
/** An hour: who waits longer than its stop timeout is killed anyway. */
const LOOKS = 72_000;
/** Five seconds, for signals that may have been typed: then nobody stops the service, and its end must be seen. */
const LOOKS_IF_TYPED = 100;

/**
 * The leader of a run on a terminal, for any POSIX shell: `$1` is the command. When the leader of a session ends, the
 * system hangs up on everybody who is left on its terminal. The shell of `cd app && node server.js` ends by SIGTERM at
 * once, and SIGHUP would cut off the orderly end of the server. So this leader survives every signal that can be survived
 * and, when one has come, stays until the rest of its group is gone.
 *
 * - The command runs in the foreground, and with its own signals: those that are caught here (not ignored) have their
 *   default effect again in what is started.
 * - What the shell itself says of the end of the command ("Terminated") is not output of the service.
 * - It starts nothing but `sleep` where there is /proc. Where there is none, `ps` and the shell that waits for it are its
 *   own, by their parent or their name: the command was its only other child.
 */
export function terminalScript(): string {
  const others = endingSignals().filter((number) => !TYPED.includes(number));
  return `looks=0
trap 'looks=${LOOKS}' ${others.join(' ')}
trap '[ $looks -gt 0 ] || looks=${LOOKS_IF_TYPED}' ${TYPED.join(' ')}
anyone_left() {
  if [ -d /proc/self ]; then
    for file in /proc/[0-9]*/stat; do
      [ "$file" != /proc/$$/stat ] && read -r stat <"$file" || continue
      set -- \${stat##*) }
      [ "$3" = $$ ] && [ "$1" != Z ] && return 0
    done
  else
    ps -A -o pid=,ppid=,pgid=,stat=,comm= | while read -r pid parent group state name; do
      case $group:$state:$name in *:Z*:* | *:*:ps | *:*:*/ps) continue ;; esac
      [ "$group" = $$ ] && [ "$pid" != $$ ] && [ "$parent" != $$ ] && echo yes
    done | read -r _ && return 0
  fi
  return 1
}
exec 4>&2 2>/dev/null
([ $looks -eq 0 ] || exit 143; exec /bin/sh -c "$1" 2>&4 4>&-)
code=$?
while [ $looks -gt 0 ] && anyone_left; do
  sleep ${PAUSE_SECONDS}
  looks=$((looks - 1))
done
exit $code`;
}

/** SIGINT and SIGQUIT, which have these numbers everywhere. */
const TYPED = [2, 3];
