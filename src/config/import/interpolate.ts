import { error, type Finding, type Place, warning } from '../finding.ts';
import { ENVSUBST, SUBSTITUTIONS } from './envsubst.ts';

interface InterpolateOptions {
  readonly text: string;
  readonly place: Place;
  /** The value of a variable; undefined if it is not set. */
  readonly lookup: (name: string) => string | undefined;
  /** For docker compose: `$NAME` is a variable too, and a `$` before anything else is a mistake. */
  readonly bareNames: boolean;
  readonly problems: Finding[];
}

/** Expands `${NAME}`, with the operators of a shell; `$$` becomes `$`. */
export function interpolate(options: InterpolateOptions): string {
  const { text, place, bareNames, problems } = options;
  let result = '';
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    result += text.slice(at, dollar);
    const rest = text.slice(dollar + 1);
    const name = bareNames ? /^[A-Za-z_]\w*/.exec(rest)?.[0] : undefined;
    const inner = rest.startsWith('{') ? insideBraces(rest) : null;
    if (rest.startsWith('$')) result += '$';
    else if (inner !== null) result += resolve(inner, options);
    else if (name !== undefined) result += resolve(name, options);
    else {
      if (bareNames || rest.startsWith('{')) {
        const hint = 'write $$ for a literal $';
        const snippet = `$${rest.slice(0, 10).split('\n', 1)[0]}`;
        // docker compose leaves a lone `$` as it is
        const report = rest.startsWith('{') ? error : warning;
        problems.push(report('bad-interpolation', `"${snippet}" is no variable`, placeOf(snippet, place), hint));
      }
      result += '$';
      at = dollar + 1;
      continue;
    }
    at = dollar + 1 + (rest.startsWith('$') ? 1 : inner !== null ? inner.length + 2 : (name?.length ?? 0));
  }
  return result;
}

/** The text in the braces at the beginning; null if they are never closed. Defaults may contain braces. */
function insideBraces(text: string): string | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(1, at);
  }
  return null;
}

/** The valid text in the braces of docker compose. */
const COMPOSE = /^([A-Za-z_]\w*)(?:(:?[-+?])(.*))?$/s;

function resolve(inner: string, options: InterpolateOptions): string {
  const { text, place, lookup, problems, bareNames } = options;
  const [, name = '', operator, word = ''] = (bareNames ? COMPOSE : ENVSUBST).exec(inner) ?? [];
  if (name === '') {
    const operators = ['', ':-default', ':?message', ':+value', ...(bareNames ? [] : ['^^', ',,', '/old/new'])];
    const hint = `known are ${operators.map((each) => `\${NAME${each}}`).join(', ')}`;
    const at = placeOf(`\${${inner}`, place);
    problems.push(error('bad-interpolation', `"\${${inner}}" is not understood`, at, hint));
    return '';
  }
  if (!bareNames && name.startsWith('#')) return String((lookup(name.slice(1)) ?? '').length);
  const value = lookup(name);
  if (operator !== undefined && !bareNames) return substitute({ name, value, word, options }, operator);
  if (operator !== undefined) return OPERATORS[operator]!({ name, value, word, options });
  if (value === undefined) {
    const hint = `give it a value in .env, or a default: \${${name}:-…}; $\${${name}} leaves it to the shell`;
    const at = placeOf(text.includes(`\${${name}`) ? `\${${name}` : `$${name}`, place);
    problems.push(warning('unset-variable', `\${${name}} is not set, and becomes empty`, at, hint));
  }
  return value ?? '';
}

interface Operation {
  readonly name: string;
  readonly value: string | undefined;
  /** The text after the operator. */
  readonly word: string;
  readonly options: InterpolateOptions;
}

type Operator = (operation: Operation) => string;

const expandWord = ({ word, options }: Operation) => interpolate({ ...options, text: word });
const ifUnset: Operator = (each) => each.value ?? expandWord(each);
const ifEmpty: Operator = (each) => each.value || expandWord(each);

const OPERATORS: Readonly<Record<string, Operator>> = {
  '-': ifUnset,
  '=': ifUnset,
  ':-': ifEmpty,
  ':=': ifEmpty,
  '+': (each) => (each.value === undefined ? '' : expandWord(each)),
  ':+': (each) => (each.value ? expandWord(each) : ''),
  '?': (each) => each.value ?? demanded(each),
  ':?': (each) => each.value || demanded(each),
};

/** Substitutes as process-compose does. Reports a difference from a shell. */
function substitute(each: Operation, operator: string): string {
  const { name, value = '', options } = each;
  const word = expandWord(each);
  if (operator.endsWith('+') || (operator.endsWith('?') && value === '')) {
    const hint = `process-compose reads \${${name}${operator}…} as \${${name}:-…}, and so does zdev`;
    const at = placeOf(`\${${name}${operator}`, options.place);
    const what = value === '' ? `is not set, and becomes ${JSON.stringify(word)}` : 'becomes its value';
    options.problems.push(warning('bad-interpolation', `\${${name}${operator}…} ${what}`, at, hint));
  }
  return SUBSTITUTIONS[operator]!(value, word);
}

/** The place of a variable in a text of several lines; the beginning of the text for its first line. */
function placeOf(snippet: string, place: Place): Place {
  if (!('line' in place) || place.line === null) return place;
  const lines = place.source.text.split('\n').slice(place.line - 1);
  const below = lines.findIndex((line) => line.includes(snippet));
  return below < 1 ? place : { ...place, line: place.line + below, column: lines[below]!.indexOf(snippet) + 1 };
}

function demanded(each: Operation): string {
  const said = expandWord(each) || 'it must be set';
  const at = placeOf(`\${${each.name}`, each.options.place);
  each.options.problems.push(error('unset-variable', `\${${each.name}}: ${said}`, at));
  return '';
}
