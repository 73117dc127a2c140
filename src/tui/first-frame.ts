import type { Row } from '../rpc/results.ts';
import { NO_NEWS } from './logs/logs.ts';
import { begun, type Choices } from './model/choices.ts';
import { frameOf } from './model/frame.ts';
import { initialModel, type ScreenOptions } from './model/model.ts';
import { entryOf } from './model/service-entry.ts';
import { drawPlainly } from './plain-frame.ts';

/** A service, as the config describes it. */
export type Planned = Pick<Row, 'name' | 'kind' | 'requires' | 'after' | 'ended' | 'wants' | 'conflicts' | 'port'> & {
  /** Whether it will be started. */
  readonly starts: boolean;
};

/**
 * The first frame, as one text, with all services waiting. Ink draws the later frames, but it takes ten times as long
 * to load as this frame takes to draw.
 */
export function firstFrame(
  given: Omit<ScreenOptions, 'owner'> & {
    readonly services: readonly Planned[];
    readonly nowMs: number;
    /** The user's last choices. */
    readonly choices: Choices;
  },
): string {
  const { services, nowMs, choices, ...base } = given;
  const entries = services.map((service) => entryOf(plannedRow(service), nowMs));
  const model = begun({ ...initialModel({ ...base, owner: true }), entries }, choices);
  const view = frameOf(model, { nowMs, newLines: 0, hits: null, news: () => NO_NEWS, silent: false });
  return `\x1b[0m\x1b[2J${drawPlainly(view)
    .map((text, y) => (text === '' ? '' : `\x1b[${y + 1};1H${text}`))
    .join('')}`;
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
    edge_url: null,
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
