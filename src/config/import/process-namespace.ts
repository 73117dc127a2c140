import type { Draft } from './draft.ts';
import type { ImportOptions } from './options.ts';
import type { ProcessScope } from './process-scope.ts';

/** Whether a process counts: with `-n` or `PC_NAMESPACES`, only those in these namespaces do. */
export function isAdmitted(scope: ProcessScope, { namespaces, environ }: ImportOptions): boolean {
  const given = namespaces.length > 0 ? namespaces : (environ['PC_NAMESPACES'] ?? '').split(',');
  const wanted = given.filter((name) => name !== '');
  if (wanted.length === 0) return true;
  const own = scope.namespaces.map(({ name }) => name);
  return (own.length === 0 ? ['default'] : own).some((name) => wanted.includes(name));
}

/** Removes needs for processes that do not count. `known` lists all names of the file. */
export function dropNeeds(drafts: readonly Draft[], known: readonly string[]): void {
  const there = new Set(drafts.map(({ name }) => name));
  if (there.size === known.length) return;
  const gone = known.filter((name) => !there.has(name));
  for (const { needs } of drafts) {
    needs.splice(
      0,
      needs.length,
      ...needs.filter(({ to }) => !gone.includes(to.replace(/-\d+$/, '')) && !gone.includes(to)),
    );
  }
}
