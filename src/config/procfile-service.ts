import { DEFAULT_LIFECYCLE, defaultSpec, type ProcessSpec } from '../core/service.ts';
import { givenPort } from './given-port.ts';
import type { Instance } from './instances.ts';

/** foreman's time from SIGTERM to SIGKILL. */
const FOREMAN_STOP_TIMEOUT_MS = 5000;

interface ProcfileServiceOptions {
  readonly instance: Instance;
  /** Where Procfile commands run. */
  readonly dir: string;
  /** The variables of the env files. */
  readonly env: Readonly<Record<string, string>>;
  /** `--exit-on`, where it is given. */
  readonly exitOn?: string | undefined;
}

/**
 * A process of a Procfile that has no zinit.toml beside it. Its `PORT` is only offered, as in foreman; one whose command
 * names it waits until it is free.
 */
export function procfileService({ instance, dir, env, exitOn = 'never' }: ProcfileServiceOptions): ProcessSpec {
  return {
    ...defaultSpec({ name: instance.name, exec: instance.entry.command, dir }),
    env: { ...env, ...instance.env },
    ...givenPort(instance.entry.command, instance.port),
    lifecycle: {
      ...DEFAULT_LIFECYCLE,
      stopTimeoutMs: FOREMAN_STOP_TIMEOUT_MS,
      // whoever asks for an end wants to see it, not another try
      ...(exitOn === 'never' ? {} : { restart: 'never' as const }),
    },
  };
}
