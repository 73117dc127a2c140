/**
 * The parts of node-pty 1.1 that zdev uses, including two members that it does not declare. The types in the package
 * declare a module of another name. The version is pinned, and the tests of ptys would show a change.
 */
declare module 'node-pty' {
  import type { ReadStream } from 'node:tty';

  interface Pty {
    readonly pid: number;
    readonly fd: number;
    readonly _socket: ReadStream;
    on(event: 'error', listener: (error: Error) => void): void;
    onExit(listener: (exit: { exitCode: number; signal?: number }) => void): void;
    resize(cols: number, rows: number): void;
    write(data: string | Buffer): void;
  }

  /** Throws when the system has no free pty or process. */
  function spawn(
    file: string,
    args: string[],
    options: {
      name: string;
      cols: number;
      rows: number;
      cwd: string;
      env: Record<string, string>;
      /** Null for bytes. */
      encoding: null;
    },
  ): Pty;
}

declare module 'node-pty/requireBinary.js' {
  /** The parts of its native module that zdev uses. Each system has its own file. */
  interface NativePty {
    /** Opens both ends of a new terminal. Throws if the system has no free one. */
    open(cols: number, rows: number): { readonly master: number; readonly slave: number };
    resize(fd: number, cols: number, rows: number): void;
  }

  /** Throws if there is none for this system. */
  function requireBinary(file: 'pty.node'): NativePty;
}
