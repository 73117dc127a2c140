import type { Cause } from './cause.ts';

/** Whether the end of an output is a question to the user, and not a shell prompt. */
export function isQuestion(text: string): boolean {
  return /^\? |\?\s*(?:\([^)]*\)|\[[^\]]*\])?:?\s*$|[[(]y(?:es)?\/no?[\])]|password.*:\s*$/i.test(text);
}

/** Whether the service has asked a question and waits for the answer. */
export function isAsking({ awaitsInput }: Pick<Cause, 'awaitsInput'>): boolean {
  return awaitsInput !== null && isQuestion(awaitsInput.text);
}
