import { hasProc } from '../../system.ts';

/** Between two looks at the group. */
const PAUSE_SECONDS = 0.05;
/** After signals that may have been typed: then nobody stops the service, and its end must be seen. */
const SECONDS_IF_TYPED = 5;

/** SIGINT and SIGQUIT, which have these numbers everywhere. */
export const TYPED = [2, 3];

/**
 * For the leader of a session on a terminal, after its command has ended: waits until the rest of its group is gone, if it
 * was told to end (`asked`), or for a while if that may have been typed (`typed`). When it ends, the system hangs up on all
 * who are left.
 *
 * - It starts nothing but `sleep`, and what lists processes. These are its own children, and the command was the only other
 *   one: what is left of the group has another parent.
 * - The time after a typed signal is that of a `sleep` in the background. Looks do not count: on a busy machine, each
 *   takes long.
 */
export function waitForGroup(): string {
  return `anyone_left() {
  ${hasProc() ? LIST_BY_PROC : LIST_BY_PS} | read -r _ && return 0
  return 1
}
if [ -n "$typed" ] && [ -z "$asked" ]; then
  sleep ${SECONDS_IF_TYPED} 4>&- 5>&- &
  timer=$!
fi
while [ -n "$asked" ] || { [ -n "$timer" ] && kill -0 $timer; }; do
  anyone_left || break
  sleep ${PAUSE_SECONDS} 5>&- || sleep 1 5>&- || break
done
[ -z "$timer" ] || { kill -9 $timer; wait $timer; }`;
}

/** Of the lines of those in the group, which are not zombies. A name may have blanks and brackets in it. */
const LIST_BY_PROC = `grep -hE '[)] [^ZX] [0-9]+ '$$' ' /proc/[0-9]*/stat | while read -r line; do
    pid=\${line%% *}
    set -- \${line##*) }
    [ "$pid" != $$ ] && [ "$2" != $$ ] && echo yes
  done`;

const LIST_BY_PS = `ps -A -o pid= -o ppid= -o pgid= -o stat= -o comm= | while read -r pid parent group state name; do
    case $group:$state:$name in *:Z*:* | *:*:ps | *:*:*/ps) continue ;; esac
    [ "$group" = $$ ] && [ "$pid" != $$ ] && [ "$parent" != $$ ] && echo yes
  done`;
