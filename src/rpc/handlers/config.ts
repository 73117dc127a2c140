import { type Context, type Handlers, OK, serviceOf } from '../context.ts';
import type { AddOutcome, Control } from '../control.ts';
import { CODES, RpcError } from '../errors.ts';
import type { configMethods } from '../methods/config.ts';
import { wireUnit } from '../wire/unit.ts';

type Unit = Readonly<Record<string, unknown>>;

/** Handlers that add, change and remove services. */
export const configHandlers: Handlers<keyof typeof configMethods> = {
  'service.get': ({ name }, { control }) => wireUnit(serviceOf(control, name).spec),
  'service.create': ({ config, persist }, context) => add(context, config, persist),
  'service.add': ({ config, persist }, context) => add(context, config, persist),
  'service.monitor': ({ config }, context) => add(context, config, false),
  'service.register': ({ config }, context) => add(context, config, true),
  'service.update': async ({ config, persist, ...bare }, { control }) => {
    if (!config && !bare.service) throw new RpcError(CODES.invalidParams, 'missing field `config`');
    const unit = config ?? bare;
    const name = unitName(unit);
    if (!control.state().services.has(name)) throw new RpcError(CODES.notFound, `Service '${name}' not found`);
    const { spec } = added(name, await control.addService({ config: unit, persist, replace: true }));
    return { name: spec.name };
  },
  'service.remove': ({ name }, { control }) => remove(control, name),
  'service.delete': ({ name }, { control }) => remove(control, name),
  'service.delete_all': async (_, { control }) => {
    const deleted: string[] = [];
    for (const name of [...control.state().graph.order].reverse()) {
      if (control.state().services.get(name)?.spec.class !== 'user' || requiredBy(control, name).length > 0) continue;
      await control.removeService(name);
      deleted.push(name);
    }
    return { deleted, count: deleted.length };
  },
  'service.reload': async ({ name }, { control, asker }) => {
    const outcome = await control.reload(name, asker);
    if (!outcome.ok) {
      const unknown = name !== undefined && !control.state().services.has(name);
      throw new RpcError(unknown ? CODES.notFound : CODES.internal, outcome.errors[0] ?? 'the config has errors', {
        errors: outcome.errors,
      });
    }
    const { plan, warnings } = outcome;
    return name === undefined
      ? { ...plan, config_errors: [], warnings }
      : { reloaded: name, restarted: plan.changed.includes(name) };
  },
};

async function add({ control }: Context, config: Unit, persist: boolean) {
  const name = unitName(config);
  const { spec, path, warnings } = added(name, await control.addService({ config, persist, replace: false }));
  return { name: spec.name, ...(path === null ? {} : { path }), warnings };
}

/** The name in a unit. A missing name gives zinit's error; the config checks everything else. */
function unitName(unit: Unit): string {
  const { service } = unit;
  if (typeof service !== 'object' || service === null)
    throw new RpcError(CODES.invalidParams, 'missing field `service`');
  const { name, exec } = service as Record<string, unknown>;
  if (typeof name !== 'string') throw new RpcError(CODES.invalidParams, 'missing field `name`');
  if (typeof exec !== 'string') throw new RpcError(CODES.invalidParams, 'missing field `exec`');
  return name;
}

function added(name: string, outcome: AddOutcome): Extract<AddOutcome, { ok: true }> {
  if (outcome.ok) return outcome;
  const { errors } = outcome;
  switch (outcome.reason) {
    case 'exists':
      throw new RpcError(CODES.exists, `Service '${name}' already exists`);
    case 'not-found':
      throw new RpcError(CODES.notFound, `Service '${name}' not found`);
    case 'invalid':
      throw new RpcError(CODES.validation, 'Validation failed', { errors });
    case 'missing-dependency':
      throw new RpcError(CODES.missingDependency, errors[0] ?? 'Dependency not found', { errors });
    case 'write-failed':
      throw new RpcError(CODES.writeFailed, errors[0] ?? 'Cannot write the config', { errors });
  }
}

/** Refuses before anything is stopped, because a service without its requirements could never start again. */
async function remove(control: Control, name: string): Promise<typeof OK> {
  serviceOf(control, name);
  const dependents = requiredBy(control, name);
  if (dependents.length > 0) {
    throw new RpcError(CODES.internal, `Service '${name}' is required by: ${dependents.join(', ')}`, { dependents });
  }
  await control.removeService(name);
  return OK;
}

function requiredBy(control: Control, name: string): readonly string[] {
  const { services, graph } = control.state();
  return (graph.requiredBy.get(name) ?? []).filter((other) => services.get(other)?.leaving === false);
}
