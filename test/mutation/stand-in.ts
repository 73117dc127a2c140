import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as chai from 'chai';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

type Body = (...args: unknown[]) => unknown;
const tests: { readonly name: string; readonly body: () => unknown }[] = [];

/** Stands in for vitest where each mutant has the tests run once more: it starts in no time. */
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

/** A test that takes longer is left for last: most mutants are caught by another one. */
const SLOW_MS = 20;

/**
 * Runs all that were declared, those of `slow` last.
 * @returns the names of those that were slow
 * @throws the first failure, with the name of its test
 */
export async function runTests(slow: readonly string[]): Promise<string[]> {
  const last = new Set(slow);
  const tookLong: string[] = [];
  for (const { name, body } of [...tests].sort((a, b) => Number(last.has(a.name)) - Number(last.has(b.name)))) {
    const startedMs = performance.now();
    try {
      await body();
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
    if (performance.now() - startedMs > SLOW_MS) tookLong.push(name);
  }
  return tookLong;
}
