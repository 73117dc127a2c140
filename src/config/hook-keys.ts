import * as v from 'valibot';
import { key, needed, TABLE } from './key.ts';
import * as is from './values.ts';

/** `[services.NAME.hooks]`. */
export const hooks = v.strictObject(
  {
    ready: key(is.text(), 'Run when it has become ready.'),
    failed: key(is.text(), 'Run when it has failed, also where it is tried again.'),
    stopped: key(is.text(), 'Run when it was stopped.'),
    restarted: key(is.text(), 'Run when another run of it has begun.'),
    output: key(
      v.strictObject(
        {
          matches: needed(is.text(), 'A regular expression on a line of output.'),
          run: needed(is.text(), 'The command, at most once a second. ZDEV_LINE is the line.'),
        },
        TABLE,
      ),
      'Run for a line that it prints.',
    ),
  },
  TABLE,
);
/** `[project.hooks]`. */
export const projectHooks = v.strictObject(
  {
    ready: key(is.text(), 'Run when all that is wanted has become ready.'),
    failed: key(is.text(), 'Run when a service has failed. ZDEV_SERVICE is its name.'),
    down: key(is.text(), 'Run when everything is stopped; zdev waits 5 s for it.'),
  },
  TABLE,
);
