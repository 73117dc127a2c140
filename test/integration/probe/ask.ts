import { probers } from '../../../src/adapters/probe/index.ts';
import { DEFAULT_HEALTH, type HealthSpec } from '../../../src/core/service.ts';

/** Probes once. `health` is completed with the defaults. */
export function ask(
  health: Partial<HealthSpec> & { readonly type: keyof typeof probers; readonly target: string },
  about: { readonly dir?: string; readonly env?: Record<string, string>; readonly signal?: AbortSignal } = {},
) {
  const { dir = process.cwd(), env = {}, signal = new AbortController().signal } = about;
  return probers[health.type]({
    health: { ...DEFAULT_HEALTH, ...health },
    dir,
    env,
    signal,
    of: { name: 'api', run: 1, pid: null, port: undefined },
  });
}
