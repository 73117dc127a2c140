import { sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** So that no long file is alone at the end, when the other workers have nothing left to do. */
const ORDER = ['sim', 'e2e', 'integration', 'unit'];

/** The directories whose files take long come first; in each, what took long last time, or else is large. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = ORDER.findIndex((name) => moduleId.includes(`${sep}test${sep}${name}${sep}`));
  return rank < 0 ? ORDER.length : rank;
}
