import { causeOf } from '../../core/causes/cause.ts';
import { type Changed, changedServices } from '../../core/changes.ts';
import type { HookEvent, ProjectHooks } from '../../core/hooks.ts';
import type { ProcessSpec } from '../../core/service.ts';
import type { Service, State } from '../../core/state.ts';
import { conditionText } from '../../present/condition.ts';
import type { LogAccess } from '../../rpc/control.ts';
import { hookEventsOf, isAllReady } from './hook-events.ts';
import type { HookRunner } from './hook-runner.ts';

/** Runs the hooks of services and of the project. */
export interface Hooks {
  readonly changed: Changed;
  /** Call this when new lines have come. It looks for lines that a hook waits for. */
  lines(): void;
  /** Call this when everything is stopped. Runs the last hook, and ends all running hooks within some seconds. */
  end(): Promise<void>;
}

/** The shortest time between two runs of an output hook. */
const OUTPUT_EVERY_MS = 1000;
/** The longest time that the end of zdev waits for hooks. */
const END_MS = 5000;
const MAX_LINES = 5000;

export function createHooks(options: {
  readonly project: { readonly name: string; readonly dir: string; readonly hooks: () => ProjectHooks };
  readonly state: () => State;
  readonly nowMs: () => number;
  readonly logs: Pick<LogAccess, 'since'>;
  readonly environ: NodeJS.ProcessEnv;
  readonly runner: HookRunner;
}): Hooks {
  const { project, logs, runner } = options;
  const matchers = new Map<string, { readonly matches: string; readonly pattern: RegExp; lastMs: number }>();
  let cursor: string | null = null;
  let allReady = false;

  function runService(spec: ProcessSpec, event: HookEvent | 'output', command: string, more: NodeJS.ProcessEnv): void {
    const env = {
      ...options.environ,
      ...spec.env,
      ZDEV_EVENT: event,
      ZDEV_SERVICE: spec.name,
      ZDEV_PROJECT: project.name,
    };
    runner.run({ name: `${spec.name}:hook`, command, dir: spec.dir, env: { ...env, ...more } });
  }

  function runProject(event: keyof ProjectHooks, more: NodeJS.ProcessEnv = {}): void {
    const command = project.hooks()[event];
    if (command === undefined) return;
    const env = { ...options.environ, ZDEV_EVENT: event, ZDEV_PROJECT: project.name, ...more };
    runner.run({ name: 'project:hook', command, dir: project.dir, env });
  }

  function factsOf(service: Service, state: State): NodeJS.ProcessEnv {
    const cause = causeOf(service, state, options.nowMs());
    return {
      ZDEV_RUN: String(service.runs),
      ZDEV_PID: cause.pid === null ? '' : String(cause.pid),
      ZDEV_STATE: cause.state,
      ZDEV_REASON: conditionText(cause),
    };
  }

  return {
    changed(next, previous, touched) {
      for (const { name, service, before } of changedServices(next, previous, touched)) {
        const { spec } = service;
        if (spec.kind === 'target') continue;
        const events = hookEventsOf(service, before, next, previous);
        for (const event of events) {
          const command = spec.hooks?.on[event];
          if (command !== undefined) runService(spec, event, command, factsOf(service, next));
          if (event === 'failed') runProject('failed', { ...factsOf(service, next), ZDEV_SERVICE: name });
        }
      }
      if (project.hooks().ready === undefined) return;
      const now = isAllReady(next);
      if (now && !allReady) runProject('ready');
      allReady = now;
    },
    lines() {
      const waiting = [...options.state().services.values()].flatMap(({ spec }) =>
        spec.kind !== 'target' && spec.hooks?.output ? [{ spec, output: spec.hooks.output }] : [],
      );
      if (waiting.length === 0) return;
      const page = logs.since({ names: waiting.map(({ spec }) => spec.name), cursor: cursor ?? '', limit: MAX_LINES });
      cursor = page.next;
      for (const { service, run, text } of page.entries) {
        const found = waiting.find(({ spec }) => spec.name === service);
        if (!found) continue;
        const { spec, output } = found;
        const known = matchers.get(service);
        const matcher =
          known?.matches === output.matches
            ? known
            : { ...output, pattern: new RegExp(output.matches), lastMs: -Infinity };
        matchers.set(service, matcher);
        const nowMs = options.nowMs();
        if (nowMs - matcher.lastMs < OUTPUT_EVERY_MS || !matcher.pattern.test(text)) continue;
        matcher.lastMs = nowMs;
        runService(spec, 'output', output.run, { ZDEV_LINE: text, ZDEV_RUN: String(run) });
      }
    },
    async end() {
      runProject('down');
      await runner.close(END_MS);
    },
  };
}
