import type { Socket } from 'node:net';
import type { EdgeAnswer, EdgeQuestion, EdgeRoute, TakenName } from './messages.ts';

/** Messages from a project to the holder of the port. */
export type FromMember =
  | {
      readonly is: 'member';
      readonly dir: string;
      readonly sinceMs: number;
      readonly routes: readonly EdgeRoute[];
    }
  | { readonly is: 'routes'; readonly routes: readonly EdgeRoute[] }
  | { readonly is: 'serves'; readonly host: string; readonly serves: boolean }
  | { readonly is: 'answer'; readonly ask: number; readonly answer: EdgeAnswer };

/** Messages from the holder of the port to a project. */
export type ToMember =
  | { readonly is: 'ask'; readonly ask: number; readonly question: EdgeQuestion }
  | { readonly is: 'over'; readonly ask: number }
  | { readonly is: 'taken'; readonly taken: readonly TakenName[] };

/** No page is longer than this, even with the last output of all causes. */
const MAX_CHARS = 16 * 1024 * 1024;

/**
 * Exchanges JSON messages, one on each line. Closes the socket after anything else. Returns a function that sends a
 * message.
 */
export function speak<In, Out>(socket: Socket, heard: (message: In) => void): (message: Out) => void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_CHARS) return void socket.destroy();
    for (const line of lines) {
      try {
        heard(JSON.parse(line) as In);
      } catch {
        return void socket.destroy();
      }
    }
  });
  socket.on('error', () => {});
  return (message) => void (socket.writable && socket.write(`${JSON.stringify(message)}\n`));
}
