import { Added, Ok, Reloaded, ReloadedOne } from '../results.ts';
import { anyObject, bool, count, either, fallback, list, object, optional, text } from '../shape.ts';

const name = text('Name of a service');
const config = anyObject('A zinit unit: `service`, `dependencies`, `lifecycle`, `health`, `logging`');
const persist = fallback(bool('Also write it to the config'), false);
const missing = 'missing field `{}`';
const forget = {
  summary: 'Stop a service and remove it from the running project. This is refused while another service requires it',
  params: { name },
  result: Ok,
};

/** Methods that add, change and remove services. */
export const configMethods = {
  'service.get': {
    summary: 'The config of a service with all defaults, as a zinit unit',
    params: { name },
    result: anyObject(),
  },
  'service.create': { summary: 'Add a service', params: { config, persist }, result: Added, missing },
  'service.add': { summary: 'The same as `service.create`', params: { config, persist }, result: Added, missing },
  'service.monitor': {
    summary: 'Add a service without writing it to the config',
    params: { config },
    result: Added,
    missing,
  },
  'service.register': {
    summary: 'Add a service and write it to the config',
    params: { config },
    result: Added,
    missing,
  },
  'service.update': {
    summary: 'Replace the config of a service. The service restarts if the change requires it',
    params: {
      config: optional(config),
      service: optional(anyObject('The parts of the config, instead of `config`')),
      dependencies: optional(anyObject()),
      lifecycle: optional(anyObject()),
      health: optional(anyObject()),
      logging: optional(anyObject()),
      persist,
    },
    result: object({ name: text() }),
    missing,
  },
  'service.remove': forget,
  'service.delete': { ...forget, summary: 'The same as `service.remove`' },
  'service.delete_all': {
    summary: 'Remove all services of class `user`',
    params: {},
    result: object({ deleted: list(text()), count: count() }),
  },
  'service.reload': {
    summary: 'Read the config again, and apply it if it has no errors',
    params: { name: optional(text('Only this service')) },
    result: either(Reloaded, ReloadedOne),
  },
} as const;
