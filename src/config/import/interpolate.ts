import { error, type Place, type Problem, warning } from '../problem.ts';

interface InterpolateOptions {
  readonly text: string;
  readonly place: Place;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** docker compose: `$NAME` is a variable too, and a `$` before anything else is a mistake. */
  readonly bareNames: boolean;
  readonly problems: Problem[];
}

/** Puts in what `${NAME}` stands for, with the operators of a shell; `$$` is a `$`. */
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
        const hint = 'write $$ for a $ that is meant as it is';
        problems.push(error('bad-interpolation', `"$${rest.slice(0, 10)}" is no variable`, place, hint));
      }
      result += '$';
      at = dollar + 1;
      continue;
    }
    at = dollar + 1 + (rest.startsWith('$') ? 1 : inner !== null ? inner.length + 2 : (name?.length ?? 0));
  }
  return result;
}

/** What stands in the braces at the beginning; null when they are never closed. Defaults may have braces of their own. */
function insideBraces(text: string): string | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(1, at);
  }
  return null;
}

function resolve(inner: string, options: InterpolateOptions): string {
  const { place, variables, problems } = options;
  const [, name = '', operator, word = ''] = /^([A-Za-z_]\w*)(?:(:?[-=+?]|\^\^?|,,?|\/\/?)(.*))?$/s.exec(inner) ?? [];
  if (name === '') {
    const operators = ['', ':-default', ':?message', ':+value', '^^', ',,', '/old/new'];
    const hint = `known are ${operators.map((each) => `\${NAME${each}}`).join(', ')}`;
    problems.push(error('bad-interpolation', `"\${${inner}}" is not understood`, place, hint));
    return '';
  }
  const value = variables[name];
  if (operator !== undefined) return OPERATORS[operator]!({ name, value, word, options });
  if (value === undefined) {
    const hint = `give it a value in .env, or a default: \${${name}:-…}; $\${${name}} leaves it to the shell`;
    problems.push(warning('unset-variable', `\${${name}} is not set, and becomes nothing`, place, hint));
  }
  return value ?? '';
}

interface Operation {
  readonly name: string;
  readonly value: string | undefined;
  /** What follows the operator. */
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
  '^': ({ value = '' }) => value.slice(0, 1).toUpperCase() + value.slice(1),
  '^^': ({ value = '' }) => value.toUpperCase(),
  ',': ({ value = '' }) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ',,': ({ value = '' }) => value.toLowerCase(),
  '/': ({ value = '', word }) => value.replace(word.split('/')[0]!, () => word.split('/')[1] ?? ''),
  '//': ({ value = '', word }) => value.replaceAll(word.split('/')[0]!, () => word.split('/')[1] ?? ''),
};

function demanded(each: Operation): string {
  const said = expandWord(each) || 'it has to be set';
  each.options.problems.push(error('unset-variable', `\${${each.name}}: ${said}`, each.options.place));
  return '';
}
