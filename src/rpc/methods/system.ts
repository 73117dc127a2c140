import { Info, Ok } from '../results.ts';
import { anyObject, bool, count, fallback, object, optional, text } from '../shape.ts';

/** The supervisor as a whole. */
export const systemMethods = {
  'rpc.discover': { summary: 'This interface, as an OpenRPC document', params: {}, result: anyObject() },
  'system.ping': {
    summary: 'Whether it is alive, and which version it is',
    params: { client: optional(text('Version of the zdev that asks')) },
    result: object({ version: text(), server: text('`zdev`') }),
  },
  'client.introduce': {
    summary: 'Say who you are: what you ask for on this connection is told to come from you',
    params: { name: text('Such as `zdev stop db`'), pid: optional(count('Of your process')) },
    result: Ok,
  },
  'system.shutdown': { summary: 'Stop all services in order, then the supervisor', params: {}, result: Ok },
  'system.down': {
    summary: 'Stop the supervisor; answers first, and closes the connection when it is done',
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
    result: object({ ready: bool(), state_path: text('Where the next one finds them') }),
  },
  'project.info': { summary: 'What project this is, and which supervisor', params: {}, result: Info },
} as const;
