import { Problem } from '../results/cause.ts';
import {
  ChangedFiles,
  Mistakes,
  Ok,
  OkOrOutcome,
  ServiceInfo,
  ServiceStatus,
  ServiceStatusFull,
  Snapshot,
  Stats,
  Usage,
  WaitOutcome,
  Why,
} from '../results.ts';
import { bool, count, either, fallback, list, nullable, object, oneOf, optional, text } from '../shape.ts';

const name = text('Name of a service');
const names = either(text(), list(text()), 'Name of a service, or several');
const wait = fallback(bool('Answer when this is done, or when it cannot be done'), false);
const timeout_ms = optional(count('With `wait`: answer after this time at the latest'));

/** Methods that query and control services. */
export const serviceMethods = {
  'service.list': { summary: 'All names, in the order of the config', params: {}, result: list(text()) },
  'service.list_full': { summary: 'All services with their state', params: {}, result: list(ServiceInfo) },
  'service.snapshot': {
    summary: 'All data for a list of services, in one call',
    params: {
      name: optional(names),
      usage: fallback(bool('Include processor time and memory of the process trees'), false),
    },
    result: Snapshot,
  },
  'service.status': { summary: 'The state of a service', params: { name }, result: ServiceStatus },
  'service.status_full': {
    summary: 'The state of a service and of its dependencies',
    params: { name },
    result: ServiceStatusFull,
  },
  'service.stats': {
    summary: 'Processor time and memory of the process tree of a service',
    params: { name },
    result: Stats,
  },
  'service.usage': {
    summary: 'Processor time and memory of all process trees, measured together',
    params: {},
    result: list(Usage),
  },
  'service.is_running': {
    summary: 'Whether a service is running. False for an unknown name, as in zinit',
    params: { name },
    result: bool(),
  },
  'service.why': { summary: 'Why a service is not running, down to the causes', params: { name }, result: Why },
  'project.why': {
    summary: 'All problems with their root causes, the worst first',
    params: { name: optional(names) },
    result: object({
      ok: bool('There is no problem, and the last reload did not fail'),
      problems: list(Problem),
      changed_files: ChangedFiles,
      mistakes: Mistakes,
    }),
  },
  'service.tree': {
    summary: 'All services and their dependencies as text',
    params: {},
    result: object({ ascii: text() }),
  },
  'service.start': {
    summary: 'Start services as soon as their dependencies allow. zdev keeps them running',
    params: {
      name: names,
      dependencies: fallback(bool('Also start what they require and want, transitively'), false),
      wait,
      timeout_ms,
    },
    result: OkOrOutcome,
  },
  'service.stop': {
    summary: 'Stop services and keep them stopped. Services that require them stop first, and come back with them',
    params: { name: names, wait, timeout_ms },
    result: OkOrOutcome,
  },
  'service.restart': {
    summary: 'Stop services and start them again',
    params: { name: names, dependents: fallback(bool('Also restart what requires them'), false), wait, timeout_ms },
    result: OkOrOutcome,
  },
  'service.kill': {
    summary:
      'Send a signal to the process trees of services. If the signal ends a service, zdev treats that as the end of the service itself, not as a stop',
    params: { name: names, signal: fallback(text('Name, with or without `SIG`, or number'), 'SIGTERM') },
    result: Ok,
  },
  'service.free_port': {
    summary: 'End the process that holds the port of a waiting service: SIGTERM, then SIGKILL some seconds later',
    params: { name },
    result: object({ port: count(), pid: nullable(count('Null if unknown')) }),
  },
  'service.wait': {
    summary:
      'Answer when these services are ready, settled (ready, and without a health check alive for a second), healthy (settled, and its health check does not fail), or stopped',
    params: { name: names, until: fallback(oneOf(['ready', 'settled', 'healthy', 'stopped']), 'ready'), timeout_ms },
    result: WaitOutcome,
  },
  'project.wait': {
    summary: 'Answer when every wanted service is settled',
    params: { timeout_ms },
    result: WaitOutcome,
  },
  'service.start_all': {
    summary: 'Start all services of class `user` that are not up and have `status = "start"`',
    params: {},
    result: object({ started: list(text()), count: count() }),
  },
  'service.stop_all': {
    summary: 'Stop all services of class `user`',
    params: {},
    result: object({ stopped: list(text()), count: count() }),
  },
} as const;
