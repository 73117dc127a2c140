import { firstWord } from '../../core/command-word.ts';
import { type Finding, warning } from '../finding.ts';
import { type Lint, processes } from './context.ts';

/** Programs that start the real program as a child and pass on only its first three descriptors. */
const WRAPPERS = new Set(['npm', 'npx', 'pnpm', 'yarn', 'tsx', 'nodemon', 'ts-node-dev', 'concurrently', 'make']);

/** A socket that does not reach the program. */
export const lostSocket: Lint = (context) =>
  processes(context).flatMap(({ name, exec, socket }): Finding[] => {
    const program = socket && firstWord(exec)?.split('/').at(-1);
    if (!program || !WRAPPERS.has(program)) return [];
    const message = `"${name}" does not get its socket: ${program} closes descriptor 3 for the program that it starts`;
    const hint =
      'start the program itself, such as node server.js, or remove "socket": zdev then passes connections on';
    return [warning('lost-socket', message, context.place(name, ['exec'], 'value'), hint)];
  });
