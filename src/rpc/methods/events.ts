import { Modes } from '../results/terminal.ts';
import { LogEntry, Mistakes, Ok, OutputPiece, Row, Snapshot } from '../results.ts';
import { bool, count, either, fallback, list, nullable, object, optional, text } from '../shape.ts';

const terminal = count('From `terminal.open`');

/** What is pushed to this connection, and terminals. */
export const eventMethods = {
  'events.subscribe': {
    summary: 'Be told of state changes, log lines and output, by notifications',
    params: {
      states: fallback(bool('`events.state` for every change'), true),
      logs: fallback(either(bool(), list(text()), '`events.log` for all services, or for these'), false),
      cursor: optional(nullable(text('Log lines from here on; without it, from now on'))),
      output: fallback(either(bool(), list(text()), '`events.output` for all services, or for these'), false),
      backlog: fallback(count('Bytes of each service to begin the output with, as far as they are in memory'), 0),
    },
    result: object({
      subscription: count(),
      cursor: nullable(text('Where the log lines begin; null without `logs`')),
      snapshot: Snapshot,
    }),
  },
  'events.unsubscribe': { summary: 'No more of it', params: { subscription: count() }, result: Ok },
  'terminal.open': {
    summary: 'Be connected to the terminal of a service: `terminal.data` with what it prints from now on',
    params: {
      name: text('Name of a service'),
      columns: optional(count()),
      rows: optional(count()),
      data: fallback(bool('`terminal.data` is wanted; who has the output from `events.output` can do without'), true),
      answers: optional(
        bool('What the program asks its terminal is answered by yours, not by the supervisor. Default: as `data`'),
      ),
      scrollback: fallback(count('Lines above the screen that `screen` may have'), 0),
    },
    result: object({
      terminal: count(),
      run: count('The run whose terminal it is'),
      at: count('How many bytes that run has printed already: `terminal.data` goes on from there'),
      columns: count('The size that the terminal has now'),
      rows: count(),
      modes: Modes,
      screen: nullable(
        text(
          'Bytes, in base64: on an empty terminal of this size they draw what is on the screen at `at`; they set no modes. Null where that cannot be had',
        ),
      ),
    }),
  },
  'terminal.write': {
    summary: 'Type: into a terminal that was opened, or into that of a service. One of `data`, `keys` and `text`',
    params: {
      terminal: optional(terminal),
      name: optional(text('Name of a service, in place of `terminal`')),
      data: optional(text('Bytes, in base64')),
      keys: optional(list(text(), 'Texts, and names of keys: `Enter`, `C-c`, `M-x`, `Up`, `F5`')),
      text: optional(text('Each line ends with Enter')),
    },
    result: Ok,
  },
  'terminal.resize': {
    summary: 'Tell it the size of your terminal',
    params: { terminal, columns: count(), rows: count() },
    result: Ok,
  },
  'terminal.fit': {
    summary: 'Tell the size of the terminal on which you show the output of all: who has nobody attached gets it',
    params: { columns: count(), rows: count() },
    result: Ok,
  },
  'terminal.close': { summary: 'Leave it; the service goes on', params: { terminal }, result: Ok },
} as const;

/** What a connection is told without having asked for just this. */
export const NOTIFICATIONS = {
  'events.state': {
    summary: 'These services have changed; several changes may have become one',
    params: {
      subscription: count(),
      services: list(Row),
      removed: list(text(), 'No longer in the config'),
      stopping: nullable(text('The supervisor is being stopped: who is still alive, and why')),
      mistakes: Mistakes,
    },
  },
  'events.log': {
    summary: 'New lines',
    params: {
      subscription: count(),
      entries: list(LogEntry, 'Oldest first'),
      missed: count('Lines before these that this connection was too slow for'),
      cursor: text('To go on from after a reconnection'),
    },
  },
  'events.output': {
    summary: 'What services have written, as bytes, also before the end of a line',
    params: {
      subscription: count(),
      pieces: list(OutputPiece, 'In the order in which they came'),
      missed: list(object({ service: text(), bytes: count() }), 'Before these pieces: no longer in memory'),
    },
  },
  'terminal.data': { summary: 'What it printed', params: { terminal, data: text('Bytes, in base64') } },
  'terminal.end': { summary: 'The run of the service is over', params: { terminal } },
} as const;
