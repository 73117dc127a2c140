import { isReady } from '../../core/readiness.ts';
import { maskText } from '../../safe/secrets.ts';
import { forRow } from '../../safe/terminal.ts';
import { type Handlers, OK } from '../context.ts';
import { CODES, RpcError } from '../errors.ts';
import type { systemMethods } from '../methods/system.ts';

/** How many characters of a client's name are kept. */
const MAX_NAME = 80;

export const systemHandlers: Handlers<keyof typeof systemMethods> = {
  'rpc.discover': async () => (await import('../openrpc.ts')).openRpcDocument(),
  'system.ping': (_, { control }) => ({ version: control.version, server: 'zdev' }),
  'client.introduce': ({ name, pid }, context) => {
    context.asker = { name: maskText(forRow(name)).slice(0, MAX_NAME), pid: pid ?? null };
    return OK;
  },
  'system.shutdown': (_, { control, afterAnswer, asker }) => {
    afterAnswer(() => control.shutdown({ keep: false, force: false, by: asker }));
    return OK;
  },
  'system.down': ({ keep, force }, { control, afterAnswer, asker }) => {
    afterAnswer(() => control.shutdown({ keep, force, by: asker }));
    return OK;
  },
  'system.reboot': () => {
    throw new RpcError(
      CODES.internal,
      'Reboot only available when running as PID 1: zdev supervises a project, not a machine',
    );
  },
  'system.prepare_restart': (_, { control, afterAnswer, asker }) => {
    afterAnswer(() => control.shutdown({ keep: true, force: false, by: asker }));
    return { ready: true, state_path: control.stateDir };
  },
  'project.info': (_, { control }) => {
    const state = control.state();
    const wanted = [...state.services.values()].filter((service) => service.intent === 'up');
    return {
      name: control.projectName,
      dir: control.projectDir,
      files: control.files,
      state_dir: control.stateDir,
      pid: control.pid,
      version: control.version,
      exit_on: state.exitOn,
      stopping: state.shutdown !== null,
      ready: wanted.every((service) => isReady(service, { get: (name) => state.services.get(name) })),
    };
  },
};
