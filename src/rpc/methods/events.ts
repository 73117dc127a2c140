import { Modes } from '../results/terminal.ts';
import { LogEntry, Mistakes, Ok, OutputPiece, Row, Snapshot } from '../results.ts';
import { bool, count, either, fallback, list, nullable, object, optional, text } from '../shape.ts';

const terminal = count('From `terminal.open`');

/** Methods for notifications to this connection, and for terminals. */
export const eventMethods = {
  'events.subscribe': {
    summary: 'Send notifications about state changes, log lines and output',
    params: {
      states: fallback(bool('Send `events.state` for every change'), true),
      logs: fallback(either(bool(), list(text()), 'Send `events.log` for all services, or for the named ones'), false),
      cursor: optional(nullable(text('Send log lines from this cursor on. Without it, send new lines only'))),
      output: fallback(
        either(bool(), list(text()), 'Send `events.output` for all services, or for the named ones'),
        false,
      ),
      backlog: fallback(
        count('How many bytes of earlier output to send first for each service, if they are still in memory'),
        0,
      ),
      raw: fallback(
        bool(
          'Send the bytes of `events.output` unchanged after its line, instead of in base64 within it. This costs less',
        ),
        false,
      ),
    },
    result: object({
      subscription: count(),
      cursor: nullable(text('Where the log lines begin; null without `logs`')),
      snapshot: Snapshot,
    }),
  },
  'events.unsubscribe': { summary: 'End a subscription', params: { subscription: count() }, result: Ok },
  'terminal.open': {
    summary: 'Connect to the terminal of a service. `terminal.data` carries what it prints from now on',
    params: {
      name: text('Name of a service'),
      columns: optional(count()),
      rows: optional(count()),
      data: fallback(
        bool('Send `terminal.data`. A client that gets the output from `events.output` does not need it'),
        true,
      ),
      answers: optional(
        bool('Your terminal answers the questions of the program, not the supervisor. Default: as `data`'),
      ),
      scrollback: fallback(count('How many lines above the screen `screen` may contain'), 0),
    },
    result: object({
      terminal: count(),
      run: count('The run whose terminal it is'),
      at: count('How many bytes that run has already printed. `terminal.data` continues from there'),
      columns: count('The current size of the terminal'),
      rows: count(),
      modes: Modes,
      screen: nullable(
        text(
          'Bytes in base64. On an empty terminal of this size, they draw the screen as it is at `at`. They set no modes. Null if the screen is not available',
        ),
      ),
    }),
  },
  'terminal.write': {
    summary: 'Type into an opened terminal, or into the terminal of a service. Give one of `data`, `keys` and `text`',
    params: {
      terminal: optional(terminal),
      name: optional(text('Name of a service, instead of `terminal`')),
      data: optional(text('Bytes, in base64')),
      keys: optional(list(text(), 'Texts, and names of keys: `Enter`, `C-c`, `M-x`, `Up`, `F5`')),
      text: optional(text('Each line ends with Enter')),
    },
    result: Ok,
  },
  'terminal.resize': {
    summary: 'Set the terminal to the size of yours',
    params: { terminal, columns: count(), rows: count() },
    result: Ok,
  },
  'terminal.fit': {
    summary:
      'Report the size of the terminal that shows the output of all services. Services to which nobody is attached get this size',
    params: { columns: count(), rows: count() },
    result: Ok,
  },
  'terminal.close': {
    summary: 'Disconnect from the terminal. The service keeps running',
    params: { terminal },
    result: Ok,
  },
} as const;

/** The notifications that a connection may get. */
export const NOTIFICATIONS = {
  'events.state': {
    summary: 'These services have changed. One notification may combine several changes',
    params: {
      subscription: count(),
      services: list(Row),
      removed: list(text(), 'No longer in the config'),
      stopping: nullable(text('The supervisor is being stopped: which services still run, and why')),
      mistakes: Mistakes,
    },
  },
  'events.log': {
    summary: 'New lines',
    params: {
      subscription: count(),
      entries: list(LogEntry, 'Oldest first'),
      missed: count('How many lines before these were lost, because this connection was too slow'),
      cursor: text('The place to continue from after a reconnection'),
    },
  },
  'events.output': {
    summary: 'Output of services as bytes, including unfinished lines',
    params: {
      subscription: count(),
      pieces: list(OutputPiece, 'In the order in which they came'),
      missed: list(
        object({ service: text(), bytes: count() }),
        'Bytes lost before these pieces, because they are no longer in memory',
      ),
      raw: count(
        'How many bytes follow the newline of this message: those of all pieces, in order. The next message begins after them. 0 without `raw`',
      ),
    },
  },
  'terminal.data': { summary: 'Output of the service', params: { terminal, data: text('Bytes, in base64') } },
  'terminal.end': { summary: 'The run of the service is over', params: { terminal } },
} as const;
