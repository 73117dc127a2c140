/** The kinds of values of keys. The message of each says what is expected, as the text after "must be". */
import * as v from 'valibot';
import { parseSignal, whyLacked } from './signals.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

const PORT_MESSAGE = 'an integer from 1 to 65535, or "auto"';

/** A port in the file, or one that zdev finds. */
export const port = () => v.union([integer(1, 65_535), v.literal('auto')], PORT_MESSAGE);

/** Ports by name. The names become parts of variables. */
export const ports = () => {
  const message = 'a name of letters, digits and "_" that begins with a letter';
  return v.record(
    v.pipe(v.string(message), v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, message)),
    port(),
    'a table of ports, such as { http = 3000, metrics = "auto" }',
  );
};

/** The first and the last port of a range. */
export const portRange = () => {
  const message = 'two ports, the first and the last, such as [20000, 29999]';
  return v.pipe(
    v.array(integer(1, 65_535, message), message),
    v.length(2, message),
    v.check(([from = 0, to = 0]) => from <= to, message),
  );
};

const withoutNul = (value: string) => !value.includes('\0');

export const text = () => {
  const message = 'a non-empty string';
  return v.pipe(v.string(message), v.nonEmpty(message), v.check(withoutNul, 'a string without NUL characters'));
};

export const flag = () => v.boolean('true or false');

export const integer = (min: number, max: number, message = `an integer from ${min} to ${max}`) =>
  v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));

/** A time greater than zero. */
export const milliseconds = () => integer(1, LARGEST, 'a positive integer (milliseconds)');

export const millisecondsOrZero = () => integer(0, LARGEST, 'an integer (milliseconds), 0 or more');

export const count = (min: number) => integer(min, LARGEST, `an integer, ${min} or more`);

export const oneOf = <const T extends readonly string[]>(...options: T) =>
  v.picklist(options, `one of ${options.map((option) => `"${option}"`).join(', ')}`);

const list = <S extends v.GenericSchema>(item: S, message: string) => v.array(item, message);

const NAME = /^[A-Za-z0-9_.-]+$/;

export const name = () => {
  const message = 'a name of letters, digits, "-", "_" and "."';
  return v.pipe(v.string(message), v.regex(NAME, message));
};

/** Names of services of this project. */
export const names = () => {
  const message = 'a name of letters, digits, "-", "_" and "."';
  const here = v.check<string, string>(
    (value) => !/^\.{0,2}\/.*:/.test(value),
    'a service of this project: only requires takes one of another project',
  );
  return list(v.pipe(v.string(message), here, v.regex(NAME, message)), 'an array of names');
};

/** Names of services, also of other projects: `../auth:api`. */
export const namesAnywhere = () => {
  const message = 'a name of letters, digits, "-", "_" and ".", or a service of another project: "../auth:api"';
  return list(v.pipe(v.string(message), v.regex(/^[A-Za-z0-9_.-]+$|[/:]/, message)), 'an array of names');
};

export const exitCodes = () => list(integer(0, 255), 'an array of exit codes from 0 to 255');

export const texts = () => list(text(), 'an array of strings');

export const variables = () => {
  const message = 'a name of a variable: not empty, without "="';
  const key = v.pipe(v.string(message), v.regex(/^[^=]+$/, message), v.check(withoutNul, message));
  const value = v.pipe(v.string('a string'), v.check(withoutNul, 'a string without NUL characters'));
  return v.record(key, value, 'a table of strings');
};

export const signal = () => {
  const message = 'a signal such as "SIGTERM", "term" or 15';
  const known = (value: string | number) => parseSignal(value) !== null;
  const lacked = (value: string | number) => {
    const name = parseSignal(value);
    return name === null ? null : whyLacked(name);
  };
  return v.pipe(
    v.union([v.string(message), v.number(message)], message),
    v.check(known, message),
    v.check(
      (value) => lacked(value) === null,
      ({ input }) => `a signal of this system (${lacked(input)})`,
    ),
  );
};
