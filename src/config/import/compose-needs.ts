import type { ComposeScope } from './compose-scope.ts';
import { type Need, set } from './draft.ts';
import { type Field, fieldsOf, flagOf, type Rows, readKeys, textsOf, wordOf } from './fields.ts';

const CONDITIONS: Readonly<Record<string, Need['until']>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'succeeded',
};

interface NeedScope extends ComposeScope {
  readonly need: { until: Need['until']; required: boolean };
}

/** Reads the keys of one entry of `depends_on`. */
export const NEED: Rows<NeedScope> = {
  condition(field, at) {
    at.need.until = wordOf(field, CONDITIONS, at) ?? 'started';
  },
  restart(field, at) {
    if (flagOf(field, at)) set(at.draft, field, 'lifecycle', { on_dependency_restart: 'restart' });
  },
  required(field, at) {
    at.need.required = flagOf(field, at) ?? true;
  },
};

/** `depends_on`: a list of services that must be started, or a map with conditions. */
export function readNeeds(field: Field, at: ComposeScope): void {
  if (field.node.kind !== 'map') {
    for (const { text, place } of textsOf(field, at)) at.draft.needs.push({ to: text, until: 'started', place });
    return;
  }
  for (const each of fieldsOf(field, at)) {
    const need: NeedScope['need'] = { until: 'started', required: true };
    readKeys(each, NEED, { ...at, need });
    at.draft.needs.push({ to: each.path.slice(field.path.length + 1), ...need, place: each.key });
  }
}

/** `links` and `volumes_from`: a name, perhaps followed by an alias or a mode. */
export function readNamed(field: Field, at: ComposeScope): void {
  for (const { text, place } of textsOf(field, at)) {
    const [name = ''] = text.split(':');
    if (name !== 'container') at.draft.needs.push({ to: name, until: 'started', place });
  }
}
