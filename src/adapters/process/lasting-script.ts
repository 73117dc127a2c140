import { endingSignals } from './signal-names.ts';

/**
 * The leader of a run that outlives its supervisor, for any POSIX shell: `$1` is the command, `$2` the file for its exit
 * status. It survives every signal that can be survived, so that there is always somebody to note the status.
 *
 * - The command runs in the foreground: in the background, a shell makes it ignore SIGINT and SIGQUIT. Signals that are
 *   caught here (not ignored) have their default effect again in what is started.
 * - A newline on descriptor 3 tells that the command gets its own signals from now on. One that came before would be
 *   lost. The supervisor may be gone by then, hence SIGPIPE.
 * - What the shell itself says of the end of the command ("Terminated") is not output of the service.
 * - The parent, while it lives, has the exit from the system, and reads the rest of the output by its open end. Where it
 *   died, the pipe would be gone with its last holder: this process stops itself until an adopter has come, who continues it.
 */
export function lastingScript(): string {
  return `trap : ${endingSignals().join(' ')}
exec 4>&2 2>/dev/null
(trap '' 13; echo >&3; trap - 13; exec /bin/sh -c "$1" 2>&4 3>&- 4>&-)
code=$?
echo $code >"$2"
if [ -d /proc/self ]; then read -r _ _ _ parent _ </proc/$$/stat; else parent=$(ps -o ppid= -p $$); fi
[ "$parent" -eq "$PPID" ] || kill -STOP $$
exit $code`;
}
