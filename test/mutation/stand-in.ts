import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as chai from 'chai';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

type Body = (...args: unknown[]) => unknown;
const tests: { readonly name: string; readonly body: () => unknown }[] = [];

/** Stands in for vitest where each mutant has the tests run in a process of its own: it starts in no time. */
export const expect = chai.expect;

export function test(name: string, body: Body): void {
  tests.push({ name, body: () => body() });
}
test.each =
  (cases: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const one of cases) tests.push({ name, body: () => (Array.isArray(one) ? body(...one) : body(one)) });
  };

export function describe(_name: string, body: () => void): void {
  body();
}

/** Runs all that were declared, in order. @throws the first failure, with the name of its test */
export async function runTests(): Promise<number> {
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
  return tests.length;
}
