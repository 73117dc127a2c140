import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test as plain } from 'vitest';
import { killAll } from './processes.ts';
import { until } from './wait.ts';
import { startOnPipes, startOnPty, ZDEV_BIN, type Zdev } from './zdev-process.ts';
import { processesWith } from './zdev-scan.ts';

/** A temporary project in which the built zdev is run. */
export interface Rig {
  /** Absolute, without links. */
  readonly dir: string;
  /** What zdev is started with. */
  readonly environ: Readonly<Record<string, string>>;
  /** Writes a file of the project, with the directories above it. */
  write(path: string, text: string): void;
  /** Starts zdev with these arguments. */
  zdev(args: readonly string[], options?: StartOptions): Zdev;
  /** `zdev up ...args`. */
  up(...args: string[]): Zdev;
  /** A shell command line in which `$ZDEV` is zdev. */
  shell(command: string): Zdev;
  /** Pids of the processes of services that live now, of whatever zdev of this project. */
  services(): number[];
}

/** How zdev is started. */
export interface StartOptions {
  /** Below the project directory. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** On a pseudo-terminal instead of pipes. */
  readonly pty?: boolean;
}

/**
 * A test with a rig. Whatever happens in it, no process stays behind; and one that leaves a process behind fails, even if
 * all else was as it should be.
 */
export const test = plain.extend<{ rig: Rig }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants to see which fixtures are used
  rig: async ({}, use) => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-e2e-')));
    const id = `ZDEV_TEST=${dir}`;
    try {
      await use(createRig(dir, id));
      const left = () => processesWith(id).map(({ pid, command }) => `${pid} ${command}`);
      await until(() => left().length === 0, { timeoutMs: 10_000, what: 'nothing is left' }).catch(() => {});
      expect(left()).toEqual([]);
    } finally {
      killAll(processesWith(id).map(({ pid }) => pid));
      await until(() => isRemoved(dir), { what: `${dir} is removed` });
      rmSync(runtimeDirOf(dir), { recursive: true, force: true });
    }
  },
});

function createRig(dir: string, id: string): Rig {
  // Little of the caller's environment: what it says of colours, editors and certificates is no business of a test.
  const { PATH = '', HOME = '', XDG_CACHE_HOME = '', XDG_CONFIG_HOME = '' } = process.env;
  // Its own runtime directory: what a test leaves in there is gone with it.
  const environ = {
    PATH,
    HOME,
    XDG_CACHE_HOME,
    XDG_CONFIG_HOME,
    ZDEV_RUNTIME_DIR: runtimeDirOf(dir),
    ZDEV_TEST: dir,
    ZDEV: `${process.execPath} ${ZDEV_BIN}`,
  };

  function start(command: readonly string[], { cwd = '.', env = {}, pty = false }: StartOptions = {}): Zdev {
    const options = { command, cwd: join(dir, cwd), env: { ...environ, ...env } };
    return pty ? startOnPty(options) : startOnPipes(options);
  }

  const zdev: Rig['zdev'] = (args, options) => start([process.execPath, ZDEV_BIN, ...args], options);
  return {
    dir,
    environ,
    write(path, text) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    },
    zdev,
    up: (...args) => zdev(['up', ...args]),
    shell: (command) => start(['/bin/sh', '-c', command]),
    services: () => processesWith(id, 'ZDEV_RUN=').map(({ pid }) => pid),
  };
}

function runtimeDirOf(dir: string): string {
  return `${dir}.run`;
}

/** False when something was put into it meanwhile: zdev leaves behind a process that makes pipes for its next start. */
function isRemoved(dir: string): boolean {
  try {
    rmSync(dir, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
