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

/** @returns {{ file: string, line: number, kind: string, from: number, to: number, text: string, was: string }[]} */
export function findMutants(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const add = (kind, from, to, text) => {
    const { line } = tree.getLineAndCharacterOfPosition(from);
    mutants.push({ file, line: line + 1, kind, from, to, text, was: source.slice(from, to) });
  };
  const replace = (kind, node, text) => add(kind, node.getStart(), node.getEnd(), text);
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
      for (const other of SWAPS.get(operator.getText()) ?? []) replace('operator', operator, other);
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
    if (other) replace('method', name, other);
    if (LINKS.has(name.text)) add('call', expression.getEnd(), node.getEnd(), '');
  }

  function ofStatements(node) {
    if (ts.isExpressionStatement(node) && !ts.isAwaitExpression(node.expression)) replace('statement', node, ';');
  }

  function ofLiterals(node) {
    if (node.kind === ts.SyntaxKind.TrueKeyword) replace('literal', node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) replace('literal', node, 'true');
    if (!ts.isObjectLiteralExpression(node) || !isPatch(node)) return;
    for (const property of node.properties)
      add('property', property.getFullStart(), property.getEnd() + comma(property), '');
  }

  function comma(node) {
    return source[node.getEnd()] === ',' ? 1 : 0;
  }
}

/** The second argument of `draft.update`: what it leaves out stays as it was. */
function isPatch(node) {
  const call = node.parent;
  return ts.isCallExpression(call) && call.arguments[1] === node && /\.update$/.test(call.expression.getText());
}
