import { isReady } from '../../core/readiness.ts';
import { type Handlers, OK } from '../context.ts';
import { CODES, RpcError } from '../errors.ts';
import type { systemMethods } from '../methods/system.ts';

export const systemHandlers: Handlers<keyof typeof systemMethods> = {
  'rpc.discover': async () => (await import('../openrpc.ts')).openRpcDocument(),
  'system.ping': (_, { control }) => ({ version: control.version, server: 'zdev' }),
  'system.shutdown': (_, { control, afterAnswer }) => {
    afterAnswer(() => control.shutdown({ keep: false, force: false }));
    return OK;
  },
  'system.down': ({ keep, force }, { control, afterAnswer }) => {
    afterAnswer(() => control.shutdown({ keep, force }));
    return OK;
  },
  'system.reboot': () => {
    throw new RpcError(
      CODES.internal,
      'Reboot only available when running as PID 1: zdev supervises a project, not a machine',
    );
  },
  'system.prepare_restart': (_, { control, afterAnswer }) => {
    afterAnswer(() => control.shutdown({ keep: true, force: false }));
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
