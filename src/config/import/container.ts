import { commandLine, quote } from './shell.ts';

/**
 * A shell script that is one run of a container: it ends with the container, with its exit status, and the container ends
 * with it. The stop is left to the docker daemon, which carries it out even if everything on this side is killed;
 * `--sig-proxy=false`, so that the container gets its stop signal once. What an earlier run left behind is removed first.
 */
export function containerScript(options: {
  readonly name: string;
  /** The program that runs it. */
  readonly engine: string;
  /** A network for this project alone, removed with the last container in it; null: docker's own. */
  readonly network: string | null;
  /** From the stop signal to the end by force. */
  readonly graceSeconds: number;
  /** Further options, the image, and what it is given. */
  readonly words: readonly string[];
}): string {
  const { name, engine, network, graceSeconds, words } = options;
  const quietly = (...command: string[]) => `${commandLine([engine, ...command])} >/dev/null 2>&1`;
  const end = `ended=1; ${quietly('stop', '-t', String(graceSeconds), name)}`;
  return [
    quietly('rm', '--force', name),
    ...(network === null ? [] : [quietly('network', 'create', network)]),
    `ended=; trap ${quote(end)} HUP INT QUIT TERM`,
    `[ "$ended" ] || exec ${commandLine([engine, 'run', '--rm', '--sig-proxy=false', '--name', name, ...words])} &`,
    'while :; do wait $!; status=$?; kill -0 $! 2>/dev/null || break; done',
    quietly('rm', '--force', name),
    ...(network === null ? [] : [quietly('network', 'rm', network)]),
    'exit $status',
  ].join('\n');
}
