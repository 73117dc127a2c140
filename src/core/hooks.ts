/** What can become of a service that a hook is run for. */
const HOOK_EVENTS = ['ready', 'failed', 'stopped', 'restarted'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Commands of the user, run when something has become of a service. They hold nothing up. */
export interface HooksSpec {
  readonly on: { readonly [E in HookEvent]?: string | undefined };
  /** Run for a line of output that matches, at most once a second. */
  readonly output?: { readonly matches: string; readonly run: string };
}

/** What can become of the project as a whole. */
export type ProjectHooks = { readonly [E in 'ready' | 'failed' | 'down']?: string | undefined };
