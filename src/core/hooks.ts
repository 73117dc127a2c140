/** The events of a service for which a hook can run. */
const HOOK_EVENTS = ['ready', 'failed', 'stopped', 'restarted'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Commands of the user that run on events of a service. Nothing waits for them. */
export interface HooksSpec {
  readonly on: { readonly [E in HookEvent]?: string | undefined };
  /** Runs for a line of output that matches, at most once a second. */
  readonly output?: { readonly matches: string; readonly run: string };
}

/** Hooks for the project as a whole. */
export type ProjectHooks = { readonly [E in 'ready' | 'failed' | 'down']?: string | undefined };
