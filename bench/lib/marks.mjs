import { execFileSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { nowMs, until } from './running.mjs';

/**
 * A pipe to which each run writes its name, as the first line of its code. The shell does that itself, because a
 * program such as `date` would add the time of its own start, 3 ms. The time is when the line is read here.
 */
export function marksIn(dir) {
  const path = join(dir, 'marks');
  execFileSync('mkfifo', [path]);
  // Open for reading and writing: no run waits for a reader, and the pipe does not end with a run.
  const pipe = new Socket({ fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  /** For each name, the time of its last line, in ms since 1970. */
  const times = new Map();
  let rest = '';
  pipe.setEncoding('latin1').on('data', (text) => {
    const atMs = nowMs();
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const name of lines) times.set(name, atMs);
  });
  return {
    /** The shell command of one service. */
    commandOf: (name, then = 'exec sleep 100000') => `echo ${name} >${path}; ${then}`,
    clear: () => times.clear(),
    count: () => times.size,
    /** Waits for `count` names. Returns when the last of them began, in ms since 1970. */
    async all(count, withinMs) {
      await until(`${count} services`, () => times.size >= count, { withinMs, everyMs: 3 });
      return Math.max(...times.values());
    },
    close: () => pipe.destroy(),
  };
}
