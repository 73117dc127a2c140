import { hasProc } from '../../system.ts';
import { SESSION_LABEL } from './container-labels.ts';

/** The time in seconds between the stop signal and SIGKILL. */
const CONTAINER_SECONDS = 3;

/**
 * The guardian, for any POSIX shell. Its first line of input is the beginning of the marker. The next lines are
 * `+ PGID`, `- PGID`, `@ ENGINE` (which may have containers of this supervisor) and `quit`. If the input ends without
 * `quit`, it ends everything within two seconds: SIGTERM, a wait of less than a second, SIGKILL. The engine of a
 * container stops and removes it. The marker comes through the pipe, because the scan with `ps` would find an argument.
 *
 * - For a group, dash only knows `kill -TERM -PGID`, neither `-s TERM` nor `--`.
 * - An environment has a NUL after each variable. Without `-z`, the `grep` of busybox looks no further.
 * - The `sleep` of a small busybox knows only whole seconds. If there is no `sleep` at all, SIGKILL follows at once.
 * - It reads with `read` and keeps the list in variables, so that it is one process of about 1 MB that never wakes up.
 * - There is one list for each pair of last digits. To remove an item, dash needs time in the square of a list's
 *   length: 14 seconds for the ends of a thousand groups in one list.
 */
export function guardianScript(): string {
  const marked = hasProc()
    ? `grep -lzF -e "$marker" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do echo "$pid"; done`
    : `ps -Eww -x -o pid= -o command= | while read -r pid rest; do
    case " $rest" in *" $marker"*) echo "$pid" ;; esac
  done`;
  return `
trap '' HUP INT TERM QUIT TSTP
read -r marker || exit 0
names=
engines=
list_of() {
  name=groups_\${1#"\${1%??}"}
  eval list='$'$name
}
while read -r verb group; do
  case $verb in
    +)
      list_of "$group"
      [ -n "$list" ] || names="$names $name"
      list="\${list:- }$group "
      eval $name='$list'
      ;;
    -)
      list_of "$group"
      case $list in *" $group "*) list="\${list%% $group *} \${list#* $group }" ;; esac
      eval $name='$list'
      ;;
    @) engines="$engines $group" ;;
    quit) exit 0 ;;
  esac
done
groups=
for name in $names; do
  eval list='$'$name
  groups="$groups$list"
done

marked() {
  ${marked}
}
signal_all() {
  for group in $groups; do kill "-$1" "-$group"; done
  for pid in $(marked); do kill "-$1" "$pid"; done
}
anyone_left() {
  for group in $groups; do kill -0 "-$group" && return 0; done
  [ -n "$(marked)" ]
}

session=\${marker#*/}
session=\${session%/}
for engine in $engines; do
  (
    ids=$("$engine" ps --all --quiet --filter "label=${SESSION_LABEL}=$session") || exit
    [ -n "$ids" ] || exit
    "$engine" stop -t ${CONTAINER_SECONDS} $ids
    "$engine" rm --force --volumes $ids
    for network in $("$engine" network ls --quiet --filter "label=${SESSION_LABEL}=$session"); do
      "$engine" network rm "$network"
    done
  ) &
done

signal_all TERM
left=1
for _ in 1 2 3 4 5 6 7; do
  anyone_left || { left=; break; }
  sleep 0.1 || { sleep 1; break; }
done
for _ in 1 2 3 4 5; do
  [ -n "$left" ] || break
  signal_all KILL
  sleep 0.05 || sleep 1
  [ -n "$(marked)" ] || break
done
wait
`;
}
