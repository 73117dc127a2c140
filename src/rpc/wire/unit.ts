import type { HealthSpec, ProcessSpec, ServiceSpec } from '../../core/service.ts';

/** `service.get`: a service as a zinit unit with all defaults filled in, and zdev's keys in addition to zinit's. */
export function wireUnit(spec: ServiceSpec): Readonly<Record<string, unknown>> {
  if (spec.kind === 'target') return { name: spec.name, is_target: true, dependencies: dependencies(spec) };
  const { lifecycle, health, logging } = spec;
  return {
    service: service(spec),
    dependencies: dependencies(spec),
    lifecycle: {
      restart: lifecycle.restart,
      restart_delay_ms: lifecycle.restartDelayMs,
      restart_delay_max_ms: lifecycle.restartDelayMaxMs,
      max_restarts: lifecycle.maxRestarts,
      stability_period_ms: lifecycle.stabilityPeriodMs,
      start_timeout_ms: lifecycle.startTimeoutMs,
      ready_after_ms: lifecycle.readyAfterMs,
      stop_timeout_ms: lifecycle.stopTimeoutMs,
      stop_signal: lifecycle.stopSignal,
      ...(lifecycle.stopCommand === undefined ? {} : { stop_command: lifecycle.stopCommand }),
      ...(lifecycle.stopKeys === undefined ? {} : { stop_keys: lifecycle.stopKeys }),
      ...(lifecycle.successExitCodes === undefined ? {} : { success_exit_codes: lifecycle.successExitCodes }),
      on_dependency_restart: lifecycle.onDependencyRestart,
    },
    health: health ? wireHealth(health) : null,
    logging: { buffer_lines: logging.bufferLines, file: logging.file ?? null, forward: null },
  };
}

function service(spec: ProcessSpec): Readonly<Record<string, unknown>> {
  const { name, exec, dir, env, status, class: kind, critical, watch } = spec;
  return {
    name,
    exec,
    dir,
    oneshot: spec.kind === 'oneshot',
    env,
    status,
    class: kind,
    critical,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    ...(spec.build === undefined ? {} : { build: spec.build }),
    ...(spec.port === undefined ? {} : { port: spec.port }),
    ...(spec.url === undefined ? {} : { url: spec.url }),
    tty: spec.tty,
    ...(spec.stdin === undefined ? {} : { stdin: spec.stdin }),
    ...(watch
      ? {
          watch: {
            paths: watch.paths,
            ignore: watch.ignore,
            debounce_ms: watch.debounceMs,
            action: watch.action,
            signal: watch.signal,
          },
        }
      : {}),
  };
}

function dependencies({ requires, after, ended, wants, conflicts }: ServiceSpec): Readonly<Record<string, unknown>> {
  return { requires, after, ...(ended === undefined ? {} : { ended }), wants, conflicts };
}

function wireHealth(health: HealthSpec): Readonly<Record<string, unknown>> {
  return {
    type: health.type,
    target: health.target,
    ...(health.expectStatus === undefined ? {} : { expect_status: health.expectStatus }),
    interval_ms: health.intervalMs,
    timeout_ms: health.timeoutMs,
    retries: health.retries,
    start_period_ms: health.startPeriodMs,
    on_failure: health.onFailure,
  };
}
