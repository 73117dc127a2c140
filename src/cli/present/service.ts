import { conditionText, outlookTexts } from '../../present/condition.ts';
import { failureText } from '../../present/failure.ts';
import type { Row } from '../../rpc/results.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import type { Style } from './paint.ts';
import { printable } from './text.ts';

/** The state of a service with its reason, and what comes next. */
export function stateText(row: Row): string {
  const cause = causeOfRow(row);
  const { buildFailure, building, state } = cause;
  const more = [
    ...outlookTexts(cause),
    ...(buildFailure ? [`serving the last build: ${failureText(buildFailure)}`] : []),
    ...(building && state === 'running' ? ['building'] : []),
  ];
  return printable([conditionText(cause), ...more].join(', '));
}

/** The colour of a state. */
export function stateStyle(row: Row): Style | undefined {
  switch (row.state) {
    case 'running':
      return row.unhealthy || row.build_failure || !row.ready ? 'yellow' : 'green';
    case 'failed':
      return 'red';
    case 'blocked':
    case 'starting':
    case 'stopping':
      return 'yellow';
    case 'exited':
    case 'inactive':
      return 'dim';
  }
}
