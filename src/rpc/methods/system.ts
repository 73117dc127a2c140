import { Info, Ok } from '../results.ts';
import { anyObject, bool, count, fallback, object, optional, text } from '../shape.ts';

/** Methods for the supervisor as a whole. */
export const systemMethods = {
  'rpc.discover': {
    summary: 'A description of this interface, as an OpenRPC document',
    params: {},
    result: anyObject(),
  },
  'system.ping': {
    summary: 'Check that the supervisor is alive, and get its version',
    params: { client: optional(text('Version of the zdev that asks')) },
    result: object({ version: text(), server: text('`zdev`') }),
  },
  'client.introduce': {
    summary: 'Introduce the client. Reasons name it as the origin of its requests on this connection',
    params: {
      name: text('What the client is called, such as `zdev stop db`'),
      pid: optional(count('Pid of the client')),
    },
    result: Ok,
  },
  'system.shutdown': { summary: 'Stop all services in order, then the supervisor', params: {}, result: Ok },
  'system.down': {
    summary: 'Stop the supervisor. It answers first, and closes the connection when it has stopped',
    params: {
      keep: fallback(bool('Leave the services running for the next supervisor to adopt'), false),
      force: fallback(bool('Kill everything at once'), false),
    },
    result: Ok,
  },
  'system.reboot': { summary: 'Always an error: zdev supervises a project, not a machine', params: {}, result: Ok },
  'system.prepare_restart': {
    summary: 'End the supervisor and leave the services running for the next one to adopt',
    params: {},
    result: object({ ready: bool(), state_path: text('Where the next supervisor finds them') }),
  },
  'project.info': { summary: 'The project and its supervisor', params: {}, result: Info },
} as const;
