import { warning } from '../finding.ts';
import type { ComposeScope } from './compose-scope.ts';

/** Warns about commands on this machine that use the names of containers. Only containers know each other by name. */
export function warnOfHosts(scopes: readonly ComposeScope[]): void {
  const containers = scopes.filter(({ found }) => found.runs === 'container');
  for (const { found, draft, problems } of scopes) {
    if (found.runs !== 'here') continue;
    for (const [variable, value] of Object.entries(draft.table.env ?? {})) {
      const other = containers.find(({ draft: { name } }) => mentions(value, name))?.draft;
      if (other === undefined) continue;
      const message = `${variable} of "${draft.name}" uses the host "${other.name}", which only containers can resolve`;
      const port = other.table.port === undefined ? '' : `:${other.table.port}`;
      const hint = `x-zdev: { env: { ${variable}: … } } with localhost${port}`;
      problems.push(warning('container-host', message, draft.places.get('env') ?? draft.field.key, hint));
    }
  }
}

/** Whether a value contains the name as the host of a URL, alone, or before a port. */
function mentions(value: string, name: string): boolean {
  const host = name.replaceAll('.', '\\.');
  return new RegExp(`(?:^|//|@|,)${host}(?:$|[:/,])`).test(value);
}
