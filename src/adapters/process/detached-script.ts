import { hasProc, toolPath } from '../../system.ts';
import { MARKER } from './marker.ts';
import { endingSignals } from './signal-names.ts';

/**
 * The longest pause in seconds between two checks. A leader without a supervisor checks whether its project still
 * exists: after a second, and then ever more rarely.
 */
const LONGEST_PAUSE_SECONDS = 300;

/**
 * The leader of a run that outlives its supervisor, for any POSIX shell. `$1` is the command, `$2` the file for its
 * notes, `$3` its life pipe (see `life.ts`). It survives every signal that can be caught, so that it can always record
 * the exit status.
 *
 * - The command runs in the foreground, because a shell makes a background command ignore SIGINT and SIGQUIT. Signals
 *   that are caught here (not ignored) have their default effect again in started programs.
 * - A newline on descriptor 3 says that the command gets its own signals from now on. An earlier signal would be lost.
 *   The supervisor may be gone by then, hence SIGPIPE.
 * - The shell's own message about the end of the command ("Terminated") is not output of the service.
 * - The PATH is that of the service until the command has ended, and that of the system afterwards.
 * - The status goes into the life pipe too, which needs no disk space.
 * - While the parent lives, the system tells it the exit, and it reads the rest of the output through its open end. If
 *   the parent has died, the pipe would vanish with its last holder. So this process stays until a signal comes (an
 *   adopter sends SIGCONT) or its project is deleted. The programs that it starts for this do not get the marker.
 */
export function detachedScript(proc = '/proc'): string {
  // The first thread of a killed supervisor may be a zombie, and so still be a parent, while others are dying.
  const parent = hasProc()
    ? `read -r _ _ _ parent _ <${proc}/$$/stat
its=
read -r its <${proc}/$PPID/stat
case \${its##*) } in Z*|X*) parent=0;; esac`
    : 'parent=$(ps -o ppid= -p $$)';
  return `trap told=1 ${endingSignals().join(' ')} CONT
exec 4>&2 2>/dev/null
echo "$$ $${MARKER}" >"$2"
[ -p "$3" ] && exec 5<>"$3"
(trap '' 13; echo >&3; trap - 13; exec /bin/sh -c "$1" 2>&4 3>&- 4>&-) 5>&-
code=$?
PATH='${toolPath()}':$PATH
unset ${MARKER}
told=
echo $code >>"$2"
echo $code >&5
${parent}
if [ -n "$parent" ]; then [ "$parent" -eq "$PPID" ]; else kill -0 "$PPID"; fi && exit $code
${waitForAdopter()}
exit $code`;
}

/** Waits for an adopter, in a leader without a supervisor whose command has ended: see above. */
export function waitForAdopter(): string {
  return `pause=1
while [ -z "$told" ] && [ -p "$3" ]; do
  sleep $pause >&- 3>&- 4>&- 5>&- &
  wait $!
  [ $? -ne 127 ] || break
  kill $!
  wait $!
  pause=$((pause < ${LONGEST_PAUSE_SECONDS} ? pause * 2 : pause))
done`;
}
