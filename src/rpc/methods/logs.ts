import { LogLine, LogPage } from '../results.ts';
import { count, fallback, integer, list, nullable, object, optional, text } from '../shape.ts';

const name = text('Name of a service');
const lines = fallback(count('Maximum number of lines'), 100);

/** Methods for the output of services in memory. */
export const logMethods = {
  'logs.get': {
    summary: 'The last lines as text, of one service or of all',
    params: { name: optional(name), lines },
    result: list(text('`MILLISECONDS [stdout] LINE`; without `name`, `SERVICE | ` before the line')),
  },
  'logs.tail': { summary: 'The last lines of a service', params: { name, lines }, result: list(LogLine) },
  'logs.filter': {
    summary: 'The last lines of a service since a time, as text',
    params: {
      service: optional(name),
      name: optional(text('The same as `service`')),
      stream: optional(text('Refused, because stdout and stderr of a service are one stream')),
      since: optional(integer('Milliseconds since 1970')),
      lines,
    },
    result: list(text()),
  },
  'logs.read': {
    summary: 'Lines after a cursor, or the last lines, with the cursor to continue from',
    params: {
      names: optional(list(text(), 'Only of these services')),
      cursor: optional(nullable(text('From an earlier answer. Without it, from now on'))),
      tail: fallback(count('Without a cursor: begin with this many of the last lines'), 0),
      limit: fallback(count('With a cursor: maximum number of lines. Very long lines reduce it'), 1000),
      known: optional(
        list(
          object({ service: text(), run: count(), before: count('A number of bytes of the output of that run') }),
          'Without a cursor: leave out lines that begin before this place',
        ),
      ),
    },
    result: LogPage,
  },
  'debug.state': {
    summary: 'The whole state of the supervisor, as text',
    params: {},
    result: object({ output: text() }),
  },
  'debug.process_tree': {
    summary: 'The processes of a service, as text',
    params: { name },
    result: object({ output: text() }),
  },
} as const;
