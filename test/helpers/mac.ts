import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { System } from '../../src/system.ts';
import { deleteAll } from './delete-all.ts';

const DOOR = Symbol.for('zdev.system');
const world = globalThis as { [DOOR]?: Partial<System> };

/** A system that stands in for another: for this process, and by `env` for programs that it starts. */
export interface StandIn {
  readonly env: { readonly NODE_OPTIONS: string };
  /** This process is on its own system again, or once more on the other. */
  use(on: boolean): void;
}

/**
 * From here to the end of the test file, everything takes the branches for macOS: no `/proc`, and a `ps` like the one
 * there. What this cannot tell is in docs/processes.md.
 */
export function onMac(): StandIn {
  const tools = mkdtempSync(join(tmpdir(), 'zdev-mac-'));
  afterAll(() => {
    use(false);
    deleteAll(tools);
  });
  const server = serve(tools);
  afterAll(() => server.end());
  writeFileSync(join(tools, 'ps'), askingScript(tools, server.pid), { mode: 0o755 });
  writeFileSync(join(tools, 'script'), SCRIPT, { mode: 0o755 });
  writeFileSync(join(tools, 'stty'), STTY, { mode: 0o755 });
  const system: System = { platform: 'darwin', toolDirs: [tools, '/bin', '/usr/bin', '/usr/sbin', '/sbin'] };

  function use(on: boolean): void {
    if (on) world[DOOR] = system;
    else delete world[DOOR];
  }

  use(true);
  return { env: envFor(system), use };
}

/** One process that answers every `ps`. */
function serve(dir: string): { readonly pid: number; end(): void } {
  execFileSync('mkfifo', [join(dir, 'asked')]);
  const program = fileURLToPath(new URL('bsd/serve.mjs', import.meta.url));
  const server = spawn(process.execPath, [program, dir], { env: {}, stdio: ['pipe', 'ignore', 'inherit'] });
  server.unref();
  (server.stdin as Socket).unref();
  return { pid: server.pid ?? -1, end: () => server.stdin.end() };
}

/**
 * What stands for `ps`: it has its answer from the server, and fails when that is gone, also while it waits. Both pipes are
 * opened in both directions, so that no opening waits, and stay open: a pipe that nobody has open forgets what was written,
 * and the server may not have begun. A shell that can read with a time limit looks after the server.
 */
const askingScript = (dir: string, server: number) => `#!/bin/bash
PATH=/usr/bin:/bin
kill -0 ${server} 2>/dev/null || exit 1
own='${dir}'/$$
rm -f "$own"
mkfifo "$own" && exec 3<>"$own" || exit 1
printf '%s\\n' "$TZ" "\${LC_ALL:-\${LC_TIME:-\${LANG:-C}}}" "$@" >"$own.ask"
exec 4<>'${dir}/asked'
echo "$own" >&4
until read -r -t 1 status <&3; do kill -0 ${server} 2>/dev/null || exit 1; done
cat "$own.error" >&2
cat "$own.out"
exit "$status"
`;

/** The environment in which a program written for Node takes this system for its own. */
export function envFor(system: Partial<System>): StandIn['env'] {
  const preload = `globalThis[Symbol.for('zdev.system')]=${JSON.stringify(system)}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}

/** `script -q FILE COMMAND ARGS...`, by the one of util-linux. */
const SCRIPT = `#!/bin/sh
[ "$1" = -q ] || { echo "script: illegal option" >&2; exit 1; }
file=$2 line=exec
shift 2
for word; do line="$line '$(printf '%s.' "$word" | sed "s/'/'\\\\\\\\''/g")"; line="\${line%.}'"; done
exec /usr/bin/script -qfc "$line" "$file"
`;

/** A terminal is named by `-f`. */
const STTY = `#!/bin/sh
case $1 in
  -F) echo "stty: illegal option -- F" >&2; exit 1 ;;
  -f) shift; exec /bin/stty -F "$@" ;;
esac
exec /bin/stty "$@"
`;
