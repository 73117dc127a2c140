import type { Row } from '../rpc/results.ts';
import { forRow } from '../safe/terminal.ts';
import { NO_NEWS } from './logs/logs.ts';
import { begun, type Choices } from './model/choices.ts';
import { entryOf } from './model/entry.ts';
import { frameOf } from './model/frame.ts';
import type { Keymap } from './model/keymap.ts';
import { initialModel } from './model/model.ts';
import type { Span, Spans } from './model/span.ts';
import { drawnIn, sgrOf, type Theme } from './model/theme.ts';

/** A service, as far as the config says what it is. */
export type Planned = Pick<Row, 'name' | 'kind' | 'requires' | 'after' | 'ended' | 'wants' | 'conflicts' | 'port'> & {
  /** Whether it is going to be started. */
  readonly starts: boolean;
};

/**
 * The frame as it is going to be, in one piece: everything waits. Ink, which draws it from then on, takes ten times as
 * long to load as this to be drawn.
 */
export function firstFrame(given: {
  readonly project: string;
  readonly services: readonly Planned[];
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: Theme;
  readonly keymap: Keymap;
  readonly mouse: boolean;
  readonly nowMs: number;
  /** What the user chose the last time. */
  readonly choices: Choices;
}): string {
  const { services, nowMs, choices, ...base } = given;
  const entries = services.map((service) => entryOf(plannedRow(service), nowMs));
  const model = begun({ ...initialModel({ ...base, owner: true }), entries }, choices);
  const view = frameOf(model, { nowMs, newLines: 0, hits: null, news: () => NO_NEWS, silent: false });
  const { layout, header, treeTitle, tree, title, footer, vertical } = view;
  const put = (rect: { readonly x: number; readonly y: number } | null, spans: Spans | null) => {
    return rect && spans ? `\x1b[${rect.y + 1};${rect.x + 1}H${painted(spans, view.theme)}` : '';
  };
  const place = layout.tree ?? { x: 0, y: 0, width: 0, height: 0 };
  const divider: Spans | null = layout.kind === 'split' ? [{ text: vertical, tone: 'quiet' }] : null;
  return [
    '\x1b[0m\x1b[2J',
    put(layout.header, header),
    put({ x: 0, y: place.y - 1 }, treeTitle),
    put(layout.title, title),
    ...tree.map((spans, row) => put({ x: place.x, y: place.y + row }, spans)),
    ...Array.from({ length: place.height }, (_, row) => put({ x: place.width, y: place.y + row }, divider)),
    put(layout.footer, footer),
  ].join('');
}

/** In one style each. */
function painted(spans: readonly Span[], theme: Theme | null): string {
  return spans
    .map((span) => {
      const { color, bold, dim, inverse } = drawnIn(span, theme);
      const on = [bold && '1', dim && '2', inverse && '7', color !== null && sgrOf(color)].filter(Boolean).join(';');
      const shown = forRow(span.text);
      return on === '' ? shown : `\x1b[${on}m${shown}\x1b[0m`;
    })
    .join('');
}

function plannedRow({ starts, ...service }: Planned): Row {
  return {
    ...service,
    class: 'user',
    description: null,
    state: 'inactive',
    reason: starts ? 'about to start' : 'not started',
    in_state_ms: 0,
    ready: false,
    intent: starts ? 'up' : 'down',
    pid: null,
    run: 0,
    uptime_ms: null,
    restarts: 0,
    next_try_in_ms: null,
    gave_up: false,
    url: null,
    waiting_on: [],
    health: null,
    health_error: null,
    building: false,
    build_error: null,
    last_exit: null,
    probe_doubt: null,
    diagnosis: null,
    tty: false,
    started_at_ms: null,
    deadline_ms: null,
    at_start: true,
    max_restarts: null,
    dir: null,
    command: null,
    health_target: null,
    health_failures: 0,
    status: starts ? 'start' : 'stop',
    step: null,
    started: false,
    adopted: false,
    blockers: [],
    failure: null,
    failed_runs: null,
    trigger: null,
    self_written: [],
    checked: false,
    probe_error: null,
    suspended: false,
    unhealthy: false,
    build_failure: null,
    exit_code: null,
    stop: null,
  };
}
