const SHELL = '/bin/sh';

/**
 * The first process of a container must wait for all orphans, or they stay zombies. Node waits only for what it has
 * started. `$@` is the command to start. The signals are those that zdev handles; signals of the terminal reach zdev
 * anyway.
 *
 * While a shell waits for one child, it waits for all. A signal ends the wait early, so the script repeats it until the
 * child is really gone. `<&0` is needed because a background command would have no input.
 */
const SCRIPT = `"$@" <&0 &
child=$!
for signal in HUP INT QUIT USR1 USR2 TERM; do trap "kill -$signal $child" $signal; done
while :; do
  wait $child
  code=$?
  kill -0 $child 2>/dev/null || exit $code
done`;

/** Replaces the program of this process, and does not return. Node has it from 22.15. */
type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never;

/**
 * Must be called first by a zdev that keeps running. If zdev is process 1, it becomes a shell that waits for orphans
 * and starts zdev again as its child. If Node cannot do that, prints what is needed.
 */
export function leaveProcessOne(say: (text: string) => void, pid = process.pid): void {
  if (pid !== 1) return;
  const { execve } = process as { execve?: Execve };
  if (execve) {
    const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    return execve(SHELL, [SHELL, '-c', SCRIPT, 'zdev-init', ...command], process.env);
  }
  say(
    'zdev is process 1 here, and with this version of Node it cannot reap processes that lose their parent: ' +
      'they stay as zombies\n  hint: start the container with an init (docker run --init, or init: true in a compose file), or use Node 22.15 or newer\n',
  );
}
