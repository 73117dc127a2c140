import { DEFAULT_LIFECYCLE, defaultSpec, type ProcessSpec } from '../core/service.ts';
import { givenPort } from './given-port.ts';
import type { Instance } from './instances.ts';

/** foreman's time between SIGTERM and SIGKILL. */
const FOREMAN_STOP_TIMEOUT_MS = 5000;

interface ProcfileServiceOptions {
  readonly instance: Instance;
  /** The working directory of Procfile commands. */
  readonly dir: string;
  /** The variables of the env files. */
  readonly env: Readonly<Record<string, string>>;
  /** `--exit-on`, if it was given. */
  readonly exitOn?: string | undefined;
}

/**
 * A process of a Procfile without a zinit.toml. Its `PORT` is only offered, as in foreman. A process whose command
 * contains `$PORT` waits until the port is free.
 */
export function procfileService({ instance, dir, env, exitOn = 'never' }: ProcfileServiceOptions): ProcessSpec {
  return {
    ...defaultSpec({ name: instance.name, exec: instance.entry.command, dir }),
    env: { ...env, ...instance.env },
    ...givenPort(instance.entry.command, instance.port),
    lifecycle: {
      ...DEFAULT_LIFECYCLE,
      stopTimeoutMs: FOREMAN_STOP_TIMEOUT_MS,
      // `--exit-on` means that an end counts, so there is no other try
      ...(exitOn === 'never' ? {} : { restart: 'never' as const }),
    },
  };
}
