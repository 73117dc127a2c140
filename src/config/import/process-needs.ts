import type { Draft, Need } from './draft.ts';
import { type Field, fieldsOf, type Rows, readKeys, wordOf } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

const CONDITIONS: Readonly<Record<string, Need['until']>> = {
  process_started: 'started',
  process_healthy: 'healthy',
  process_log_ready: 'healthy',
  process_completed: 'completed',
  process_completed_successfully: 'succeeded',
};

interface NeedScope extends ProcessScope {
  readonly found: { until: Need['until'] };
}

/** Reads the keys of one entry of `depends_on`. */
export const NEED: Rows<NeedScope> = {
  condition(field, at) {
    at.found.until = wordOf(field, CONDITIONS, at) ?? 'started';
  },
};

/** `depends_on`: without a condition, the other process only has to be started. */
export function readNeeds(field: Field, at: ProcessScope): void {
  for (const each of fieldsOf(field, at)) {
    const to = each.path.slice(field.path.length + 1);
    const found: NeedScope['found'] = { until: 'started' };
    if (each.node.kind === 'map') readKeys(each, NEED, { ...at, found });
    at.draft.needs.push({ to, until: found.until, place: each.key });
  }
}

/** `web-0` is the first of several replicas of `web`, with enough digits to count them all. */
export function nameReplicas(drafts: readonly Draft[]): void {
  const names = new Set(drafts.map(({ name }) => name));
  const replicas = new Map<string, Pick<Need, 'to' | 'replica'>>(
    drafts.flatMap(({ name, replicas: count }) => {
      const width = 1 + Math.floor(Math.log10(count));
      return Array.from({ length: count > 1 ? count : 0 }, (_, index) => {
        return [`${name}-${String(index).padStart(width, '0')}`, { to: name, replica: index }] as const;
      });
    }),
  );
  for (const { needs } of drafts) {
    for (const [at, need] of needs.entries()) {
      if (!names.has(need.to)) needs[at] = { ...need, ...replicas.get(need.to) };
    }
  }
}
