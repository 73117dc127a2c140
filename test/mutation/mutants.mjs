// Finds every place of a source file where a small mistake of logic could be made, with the text that would make it.
import ts from 'typescript';

const SWAPS = new Map([
  ['&&', ['||']],
  ['||', ['&&']],
  ['===', ['!==']],
  ['!==', ['===']],
  ['<', ['<=', '>=']],
  ['<=', ['<', '>']],
  ['>', ['>=', '<=']],
  ['>=', ['>', '<']],
  ['+', ['-']],
  ['-', ['+']],
  ['*', ['/']],
  ['/', ['*']],
  ['||=', ['&&=']],
]);

const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['find', 'findLast'],
  ['findLast', 'find'],
]);

/** Calls that can be left out of a chain. */
const LINKS = new Set(['filter', 'toReversed', 'trimEnd', 'trim']);

/**
 * @returns {{
 *   file: string, line: number, kind: string,
 *   was: string, text: string, from: number, to: number,
 *   scope: { from: number, to: number, form: 'expression' | 'statement' | 'property' },
 * }[]} `text` in place of what is from `from` to `to`; the scope is what can be switched between both while it runs
 */
export function findMutants(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const add = (kind, range, text, within, form = 'expression') => {
    const { line } = tree.getLineAndCharacterOfPosition(range.from);
    const scope = { ...rangeOf(within), form };
    mutants.push({ file, line: line + 1, kind, ...range, text, was: source.slice(range.from, range.to), scope });
  };
  const replace = (kind, node, text, form) => add(kind, rangeOf(node), text, node, form);
  visit(tree);
  return mutants;

  function visit(node) {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    ofConditions(node);
    ofOperators(node);
    ofCalls(node);
    ofStatements(node);
    ofLiterals(node);
    ts.forEachChild(node, visit);
  }

  function ofConditions(node) {
    const condition = ts.isIfStatement(node)
      ? node.expression
      : ts.isConditionalExpression(node)
        ? node.condition
        : null;
    if (!condition) return;
    replace('condition', condition, 'true');
    replace('condition', condition, 'false');
  }

  function ofOperators(node) {
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken;
      // Text is put together by templates here, so every + is one of numbers.
      for (const other of SWAPS.get(operator.getText()) ?? []) add('operator', rangeOf(operator), other, node);
      // JavaScript forbids ?? beside && without brackets.
      if (operator.kind === ts.SyntaxKind.QuestionQuestionToken) {
        replace('operator', node, `((${node.left.getText()}) && (${node.right.getText()}))`);
      }
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace('negation', node, node.operand.getText());
    }
  }

  function ofCalls(node) {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { name, expression } = node.expression;
    const other = METHODS.get(name.text);
    if (other) add('method', rangeOf(name), other, chainOf(node));
    if (LINKS.has(name.text)) add('call', { from: expression.getEnd(), to: node.getEnd() }, '', chainOf(node));
  }

  function ofStatements(node) {
    if (ts.isExpressionStatement(node) && !ts.isAwaitExpression(node.expression))
      replace('statement', node, ';', 'statement');
  }

  function ofLiterals(node) {
    if (node.kind === ts.SyntaxKind.TrueKeyword) replace('literal', node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) replace('literal', node, 'true');
    if (!ts.isObjectLiteralExpression(node) || !isPatch(node)) return;
    for (const property of node.properties) replace('property', property, '', 'property');
  }
}

const rangeOf = (node) => ({ from: node.getStart(), to: node.getEnd() });

/** The whole of a chain such as `a?.b.some(c).length`: no part of it can be put in brackets, since it may end at the `?.`. */
function chainOf(node) {
  const { parent } = node;
  const goesOn =
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNonNullExpression(parent)) &&
    parent.expression === node;
  return goesOn ? chainOf(parent) : node;
}

/** A source in which `globalThis.mutant` decides which of these mutants is at work. Their scopes must not overlap. */
export function withSwitches(source, mutants) {
  let text = '';
  let at = 0;
  for (const mutant of [...mutants].sort((a, b) => a.scope.from - b.scope.from)) {
    text += source.slice(at, mutant.scope.from) + switchOf(source, mutant);
    at = mutant.scope.to;
  }
  return text + source.slice(at);
}

function switchOf(source, { id, from, to, text, scope }) {
  const original = source.slice(scope.from, scope.to);
  const planted = source.slice(scope.from, from) + text + source.slice(to, scope.to);
  const isOn = `globalThis.mutant === ${id}`;
  if (scope.form === 'statement') return `{ if (!(${isOn})) { ${original} } }`;
  if (scope.form === 'property') return `...(${isOn} ? {} : { ${original} })`;
  return `(${isOn} ? (${planted}) : (${original}))`;
}

/** As few lists as can be had by taking one after another, in none of which two scopes overlap. */
export function withoutOverlaps(mutants) {
  const lists = [];
  for (const mutant of mutants) {
    const free = lists.find((list) => list.every((other) => !overlap(mutant, other)));
    if (free) free.push(mutant);
    else lists.push([mutant]);
  }
  return lists;
}

function overlap(a, b) {
  return a.file === b.file && a.scope.from < b.scope.to && b.scope.from < a.scope.to;
}

/** The second argument of `draft.update`: what it leaves out stays as it was. */
function isPatch(node) {
  const call = node.parent;
  return ts.isCallExpression(call) && call.arguments[1] === node && /\.update$/.test(call.expression.getText());
}
