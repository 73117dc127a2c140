import type { Cause } from './cause.ts';

/** Whether a text at the end of an output is a question to whoever sits there, and no prompt of a shell. */
export function isQuestion(text: string): boolean {
  return /^\? |\?\s*(?:\([^)]*\)|\[[^\]]*\])?:?\s*$|[[(]y(?:es)?\/no?[\])]|password.*:\s*$/i.test(text);
}

/** Whether it asks something, and does not go on before somebody answers. */
export function isAsking({ awaitsInput }: Pick<Cause, 'awaitsInput'>): boolean {
  return awaitsInput !== null && isQuestion(awaitsInput.text);
}
