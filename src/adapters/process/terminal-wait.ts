import { hasProc } from '../../system.ts';
import { WAITS } from './life.ts';
import { ALONE, endingSignals } from './signal-names.ts';

/** Between two looks at the group. */
const PAUSE_SECONDS = 0.05;
/** The same for a leader whose supervisor looks for it. */
const SECONDS_FOR_SUPERVISOR = 10;
/** After signals that may have been typed: then nobody stops the service, and its end must be seen. */
const SECONDS_IF_TYPED = 5;

/** SIGINT and SIGQUIT, which have these numbers everywhere. */
const TYPED = [2, 3];

/** For the same leader, before its command starts: it survives signals, and notes of which kind they were. */
export function noteSignals(): string {
  const others = endingSignals().filter((number) => !TYPED.includes(number));
  return `asked= typed= came= timer=
trap 'asked=1 came=1' ${others.join(' ')}
trap 'typed=1 came=1' ${TYPED.join(' ')}`;
}

/**
 * For the leader of a session on a terminal, after its command has ended: waits until the rest of its group is gone, if it
 * was told to end (`asked`), or for a while if that may have been typed (`typed`). When it ends, the system hangs up on all
 * who are left.
 *
 * - It starts nothing but `sleep`, and what lists processes. These are its own children, and the command was the only other
 *   one: what is left of the group has another parent.
 * - A signal to the group ends what it has started, too. A look or a pause that a signal came into (`came`) says nothing.
 * - The time after a typed signal is that of a `sleep` in the background. Looks do not count: on a busy machine, each
 *   takes long.
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
 * The same for a leader with a life pipe, on descriptor 5, whose supervisor is `supervisor`. It tells the supervisor, which
 * has one look at the processes for all leaders: a thousand that look for themselves would each read what a thousand others
 * are. It looks itself when the supervisor is dead, or has not answered for long (another process may have its number).
 */
export function waitToBeAlone(): string {
  return `${anyoneLeft()}
alone=
trap 'alone=1' ${ALONE.slice(3)}
${NOTE_TIME_IF_TYPED}
[ -z "$asked$typed" ] || echo ${WAITS} >&5
while ${IS_TO_WAIT}; do
  came= pause=1
  [ -n "$asked" ] && kill -0 $supervisor && pause=${SECONDS_FOR_SUPERVISOR}
  sleep $pause 4>&- 5>&- &
  nap=$! over=
  while [ -z "$alone" ] && kill -0 $nap; do wait $nap; over=$?; done
  kill -9 $nap
  [ -z "$alone" ] && [ "$over" != 127 ] || break
  anyone_left || [ -n "$came" ] || break
done
${FORGET_TIME}`;
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
