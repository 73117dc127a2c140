import { hasProc } from '../../system.ts';
import { WAITS } from './life.ts';
import { ALONE, endingSignals } from './signal-names.ts';

/** The pause in seconds between two checks of the group. */
const PAUSE_SECONDS = 0.05;
/** The same for a leader whose supervisor checks for it. */
const SECONDS_FOR_SUPERVISOR = 10;
/** The longest wait after signals that may have been typed: nobody stops the service then, and its end must be seen. */
const SECONDS_IF_TYPED = 5;

/** SIGINT and SIGQUIT, which have these numbers everywhere. */
const TYPED = [2, 3];

/** Lets the leader survive signals before its command starts, and records of which kind they were. */
export function noteSignals(): string {
  const others = endingSignals().filter((number) => !TYPED.includes(number));
  return `asked= typed= came= timer=
trap 'asked=1 came=1' ${others.join(' ')}
trap 'typed=1 came=1' ${TYPED.join(' ')}`;
}

/**
 * Waits, in the leader of a session on a terminal after its command has ended, until the rest of its group is gone. It
 * does so if it was told to end (`asked`), or for a while if that may have been typed (`typed`). When it ends, the
 * system hangs up on all remaining processes.
 *
 * - It starts only `sleep` and programs that list processes. These are its own children, and the command was the only
 *   other one, so the rest of the group has another parent.
 * - A signal to the group also ends the programs that it has started. A check or a pause that was interrupted by a
 *   signal (`came`) says nothing.
 * - A `sleep` in the background measures the time after a typed signal. Checks do not count, because each takes long on
 *   a busy machine.
 */
export function waitForGroup(): string {
  return `${anyoneLeft()}
${NOTE_TIME_IF_TYPED}
while ${IS_TO_WAIT}; do
  came=
  anyone_left || [ -n "$came" ] || break
  sleep ${PAUSE_SECONDS} 5>&- || [ -n "$came" ] || sleep 1 5>&- || [ -n "$came" ] || break
done
${FORGET_TIME}`;
}

/**
 * The same for a leader with a life pipe on descriptor 5, whose supervisor is `supervisor`. It tells the supervisor,
 * which scans the processes once for all leaders. A thousand leaders that check themselves would each read a thousand
 * processes. It checks itself when the supervisor is dead or has not answered for long (another process may have its
 * number). In a container whose first process collects no dead ones, a dead supervisor stays as a zombie.
 */
export function waitToBeAlone(proc = '/proc'): string {
  return `${anyoneLeft()}
supervised() {
  ${hasProc() ? `its=; read -r its <${proc}/$supervisor/stat; case \${its##*) } in '' | Z* | X*) false ;; esac` : 'kill -0 $supervisor'}
}
alone=
trap 'alone=1' ${ALONE.slice(3)}
${NOTE_TIME_IF_TYPED}
[ -z "$asked$typed" ] || echo ${WAITS} >&5
while ${IS_TO_WAIT}; do
  came= pause=1
  [ -n "$asked" ] && supervised && pause=${SECONDS_FOR_SUPERVISOR}
  sleep $pause 4>&- 5>&- &
  nap=$! over=
  while [ -z "$alone" ] && kill -0 $nap; do wait $nap; over=$?; done
  kill -9 $nap
  [ -z "$alone" ] && [ "$over" != 127 ] || break
  anyone_left || [ -n "$came" ] || break
done
${FORGET_TIME}`;
}

/** The lines of the processes in the group that are not zombies. A name may contain blanks and parentheses. */
const LIST_BY_PROC = `grep -hE '[)] [^ZX] [0-9]+ '$$' ' /proc/[0-9]*/stat | while read -r line; do
    pid=\${line%% *}
    set -- \${line##*) }
    [ "$pid" != $$ ] && [ "$2" != $$ ] && echo yes
  done`;

const LIST_BY_PS = `ps -A -o pid= -o ppid= -o pgid= -o stat= -o comm= | while read -r pid parent group state name; do
    case $group:$state:$name in *:Z*:* | *:*:ps | *:*:*/ps) continue ;; esac
    [ "$group" = $$ ] && [ "$pid" != $$ ] && [ "$parent" != $$ ] && echo yes
  done`;

const anyoneLeft = () => `anyone_left() {
  ${hasProc() ? LIST_BY_PROC : LIST_BY_PS} | read -r _ && return 0
  return 1
}`;

const NOTE_TIME_IF_TYPED = `if [ -n "$typed" ] && [ -z "$asked" ]; then
  sleep ${SECONDS_IF_TYPED} 4>&- 5>&- &
  timer=$!
fi`;
const IS_TO_WAIT = `[ -n "$asked" ] || { [ -n "$timer" ] && kill -0 $timer; }`;
const FORGET_TIME = `[ -z "$timer" ] || { kill -9 $timer; wait $timer; }`;
