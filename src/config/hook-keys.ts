import * as v from 'valibot';
import { key, needed, TABLE } from './key.ts';
import * as is from './values.ts';

/** The table `[services.NAME.hooks]`. */
export const hooks = v.strictObject(
  {
    ready: key(is.text(), 'The command to run when the service has become ready.'),
    failed: key(is.text(), 'The command to run when the service has failed, even if zdev tries it again.'),
    stopped: key(is.text(), 'The command to run when the service was stopped.'),
    restarted: key(is.text(), 'The command to run when another run of the service has begun.'),
    output: key(
      v.strictObject(
        {
          matches: needed(is.text(), 'A regular expression that a line of output matches.'),
          run: needed(is.text(), 'The command to run, at most once a second. ZDEV_LINE is the line.'),
        },
        TABLE,
      ),
      'The command to run when the service prints a matching line.',
    ),
  },
  TABLE,
);
/** The table `[project.hooks]`. */
export const projectHooks = v.strictObject(
  {
    ready: key(is.text(), 'The command to run when every wanted service has become ready.'),
    failed: key(is.text(), 'The command to run when a service has failed. ZDEV_SERVICE is its name.'),
    down: key(is.text(), 'The command to run when everything has stopped. zdev waits up to 5 s for it.'),
  },
  TABLE,
);
