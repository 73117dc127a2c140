import { hasProc, tool, toolPath } from '../../system.ts';
import { waitForAdopter } from './detached-script.ts';
import { MARKER } from './marker.ts';
import { noteSignals, waitToBeAlone } from './terminal-wait.ts';

/**
 * The leader of a run on a terminal that outlives its supervisor, for any POSIX shell. `script` starts it, and passes
 * the terminal on to two named pipes. `$1` is the command, `$2` the file for its notes, `$3` its life pipe, `$4` the
 * supervisor, `$5` and `$6` rows and columns, `$7` the original SHELL (`script` runs its command with SHELL).
 *
 * The comments in `terminal-script.ts` and `detached-script.ts` apply to this leader too. It stays until the rest of
 * its group is gone and, if the supervisor has died, until an adopter knows about it. It writes its pid to descriptor
 * 3, and from then on a signal reaches the command.
 */
export function scriptTerminalScript(): string {
  // The first thread of a killed supervisor may be a zombie, and so still be a parent, while others are dying.
  const parent = hasProc()
    ? `read -r its </proc/$PPID/stat
set -- \${its##*) }
parent=$2
its=
read -r its </proc/$supervisor/stat
case \${its##*) } in Z*|X*) parent=0;; esac`
    : 'parent=$(ps -o ppid= -p $PPID)';
  return `told= supervisor=$4
${noteSignals()}
trap 'told=1' CONT
if [ -n "$7" ]; then SHELL=$7; else unset SHELL; fi
'${tool('stty')}' rows "$5" cols "$6"
exec 4>&2 2>/dev/null
echo "$$ $${MARKER}" >"$2"
[ -p "$3" ] && exec 5<>"$3"
(trap '' 13; echo $$ >&3; trap - 13; exec /bin/sh -c "$1" 2>&4 3>&- 4>&-) 5>&-
code=$?
PATH='${toolPath()}':$PATH
unset ${MARKER}
${waitToBeAlone()}
told=
echo $code >>"$2"
echo $code >&5
life=$3
${parent}
set -- '' '' "$life"
[ "$parent" -eq "$supervisor" ] && exit $code
${waitForAdopter()}
exit $code`;
}
