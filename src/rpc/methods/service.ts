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
const wait = fallback(bool('Answer when it is so, or cannot become so by itself'), false);
const timeout_ms = optional(count('With `wait`: answer after this time at the latest'));

/** What services do, and making them do it. */
export const serviceMethods = {
  'service.list': { summary: 'All names, in the order of the config', params: {}, result: list(text()) },
  'service.list_full': { summary: 'All services with their state', params: {}, result: list(ServiceInfo) },
  'service.snapshot': {
    summary: 'Everything that a list of services shows, in one call',
    params: {
      name: optional(names),
      usage: fallback(bool('With processor time and memory of the process trees'), false),
    },
    result: Snapshot,
  },
  'service.status': { summary: 'The state of a service', params: { name }, result: ServiceStatus },
  'service.status_full': {
    summary: 'The state of a service and of what it depends on',
    params: { name },
    result: ServiceStatusFull,
  },
  'service.stats': { summary: 'Processor time and memory of its process tree', params: { name }, result: Stats },
  'service.usage': {
    summary: 'Processor time and memory of all process trees that there are, in one look',
    params: {},
    result: list(Usage),
  },
  'service.is_running': {
    summary: 'Whether it is running; false for an unknown name, as in zinit',
    params: { name },
    result: bool(),
  },
  'service.why': { summary: 'Why it is not running, down to the causes', params: { name }, result: Why },
  'project.why': {
    summary: 'Everything that is not as wanted, at the roots, the worst first',
    params: { name: optional(names) },
    result: object({
      ok: bool('Everything is as wanted, and the last reload did not fail'),
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
    summary: 'Wanted up from now on, and started as soon as it may',
    params: {
      name: names,
      dependencies: fallback(bool('Also what it requires and wants, transitively'), false),
      wait,
      timeout_ms,
    },
    result: OkOrOutcome,
  },
  'service.stop': {
    summary: 'Wanted down from now on; what requires it stops first, and comes back with it',
    params: { name: names, wait, timeout_ms },
    result: OkOrOutcome,
  },
  'service.restart': {
    summary: 'Stop and start again',
    params: { name: names, dependents: fallback(bool('What requires it as well'), false), wait, timeout_ms },
    result: OkOrOutcome,
  },
  'service.kill': {
    summary: 'Send a signal to its process tree; what ends by it has ended by itself',
    params: { name: names, signal: fallback(text('Name, with or without `SIG`, or number'), 'SIGTERM') },
    result: Ok,
  },
  'service.free_port': {
    summary: 'End the process that holds the port which a service waits for: SIGTERM, and SIGKILL some seconds later',
    params: { name },
    result: object({ port: count(), pid: nullable(count('Null where it cannot be known')) }),
  },
  'service.wait': {
    summary:
      'Answer when these services are ready, settled (ready, and without a health check alive for a second), healthy (settled, and its health check does not fail), or stopped',
    params: { name: names, until: fallback(oneOf(['ready', 'settled', 'healthy', 'stopped']), 'ready'), timeout_ms },
    result: WaitOutcome,
  },
  'project.wait': {
    summary: 'Answer when everything that is meant to be up is settled',
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
