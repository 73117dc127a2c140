import { createLikeness } from '../../core/output/likeness.ts';
import type { LineWaiter } from '../../runtime/ports.ts';

/** The first report about other lines comes after this time. Each later report takes twice as long. */
const FIRST_MS = 1000;
const MAX_MS = 8000;

/**
 * Calls back with each line of a service, without escape sequences, and the run that wrote it. Returns a function that
 * stops this.
 */
type Lines = (name: string, callback: (line: string, run: number) => void) => () => void;

/** Waits for a matching line. Reports from time to time how many other lines came and which one is most similar. */
export function lineWaiter(onLine: Lines, isPiped: (name: string) => boolean): LineWaiter {
  return ({ name, run, pattern, signal, matched, noted }) => {
    const expression = new RegExp(pattern);
    const likeness = createLikeness(pattern);
    let lines = 0;
    let told = -1;
    let delayMs = FIRST_MS;
    let timer = setTimeout(tell, delayMs).unref();
    const stop = onLine(name, (line, writer) => {
      if (writer !== run) return;
      lines++;
      if (!expression.test(line)) return likeness.add(line);
      end();
      matched();
    });
    signal.addEventListener('abort', end);

    function tell(): void {
      delayMs = Math.min(delayMs * 2, MAX_MS);
      timer = setTimeout(tell, delayMs).unref();
      if (lines === told) return;
      told = lines;
      noted({ type: 'no-line', pattern, lines, nearest: likeness.nearest(), piped: isPiped(name) });
    }

    function end(): void {
      clearTimeout(timer);
      stop();
    }
  };
}
