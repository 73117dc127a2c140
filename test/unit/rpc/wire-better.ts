import { expect } from 'vitest';
import { METHODS } from '../../../src/rpc/methods.ts';
import type { Message } from './talk.ts';

/** Recorded lines that zdev answers otherwise on purpose. */
export interface Better {
  readonly lines: readonly number[];
  /** Stands in docs/rpc.md as well. */
  readonly reason: string;
  /** zdev's answer, made from zinit's. Fields that zdev adds need not be in it. */
  readonly expected: (zinit: Message) => unknown;
}

const error = (code: number, message: RegExp) => () => ({
  error: { code, message: expect.stringMatching(message) },
});
const result = (value: unknown) => () => ({ result: value });
type Listed = { name: string; is_target: boolean; state: Record<string, unknown> };
/** The same list with other states for some names. */
const listed = (changes: Readonly<Record<string, Record<string, unknown>>>) => (zinit: Message) => ({
  result: (zinit.result as Listed[]).map((item) => ({
    ...item,
    is_target: item.is_target || item.name === 'builtin',
    state: changes[item.name] ?? item.state,
  })),
});
const asText = (zinit: Message, key: string) => String((zinit.result as Record<string, unknown>)[key]);

const MISSING = { state: 'blocked', waiting_on: ['nope'] };
const INACTIVE = { state: 'inactive' };
const FAILED = { state: 'failed', reason: { type: 'exit_code', code: 3 } };

export const BETTER: readonly Better[] = [
  {
    lines: [2, 80],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: listed({ missing: MISSING }),
  },
  {
    lines: [11],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: result({ name: 'missing', pid: 0, state: 'blocked', error: "missing dependency 'nope'" }),
  },
  {
    lines: [31],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: result({
      name: 'missing',
      blocked: true,
      waiting_on: ['nope'],
      conflicts_with: [],
      ascii: '[?] missing (blocked)\n  -> waiting on nope (unknown)',
    }),
  },
  {
    lines: [35],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: (zinit) =>
      result({
        ascii: asText(zinit, 'ascii').replace(
          '[X] missing (failed)',
          '[?] missing (blocked)\n│    └─ requires nope (unknown)',
        ),
      })(),
  },
  {
    lines: [45],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: (zinit) =>
      result({
        output: asText(zinit, 'output').replace(
          "[X] missing - Failed (missing dependency 'nope')",
          '[?] missing - Blocked (waiting on: nope)\n    ← depends on:\n      ✗ requires nope (unknown)',
        ),
      })(),
  },
  {
    lines: [22, 97],
    reason: '`service.get` always gives `dir`, as an absolute path',
    expected: (zinit) => {
      const unit = zinit.result as { service: Record<string, unknown> };
      return { result: { ...unit, service: { ...unit.service, dir: '/project' } } };
    },
  },
  {
    lines: [38],
    reason: '`logs.get` without a name answers with the lines of all services',
    expected: result([
      '1795408642380 [stdout] crasher | boom',
      '1795408642413 [stdout] exec-ok | hello-err',
      '1795408642413 [stdout] exec-ok | hello-out',
      '1795408642732 [stdout] crasher | boom',
      '1795408643336 [stdout] crasher | boom',
    ]),
  },
  {
    lines: [42],
    reason: '`logs.filter` honours `since` and `lines`, and refuses `stream`',
    expected: error(-32602, /stdout and stderr are one stream/),
  },
  {
    lines: [48, 49, 50, 51, 52, 53],
    reason: 'An unknown service is an error for `start`, `stop`, `restart`, `kill`, `remove` and `delete`',
    expected: error(-32000, /^service not found$/),
  },
  { lines: [56], reason: 'A bad signal is an error', expected: error(-32602, /^invalid signal 'NOPE'$/) },
  {
    lines: [64, 67, 75],
    reason: 'The text of a parse error is that of V8, not of serde; code and id are the same',
    expected: () => ({ id: 0, error: { code: -32700, message: expect.stringMatching(/JSON|`jsonrpc`/) } }),
  },
  {
    lines: [65],
    reason: 'String ids are accepted',
    expected: () => ({ id: 'abc', result: { version: '0.3.7' } }),
  },
  { lines: [66], reason: 'A request without an id is a notification, and gets no answer', expected: () => '' },
  {
    lines: [69],
    reason: 'Batches are accepted',
    expected: () => [{ jsonrpc: '2.0', id: 1, result: { version: '0.3.7' } }],
  },
  {
    lines: [71],
    reason: 'Negative ids are accepted',
    expected: () => ({ id: -1, result: { version: '0.3.7' } }),
  },
  {
    lines: [76],
    reason: '`system.reboot` says why it never works here',
    expected: error(-32603, /^Reboot only available when running as PID 1: zdev supervises a project/),
  },
  {
    lines: [78],
    reason: 'After `stop_all`, services that waited to start do not start by themselves',
    expected: listed({ blocked: INACTIVE, rival: INACTIVE, stack: INACTIVE, missing: INACTIVE, crasher: FAILED }),
  },
  {
    lines: [79],
    reason: '`start_all` leaves out `status = "stop"` and `"ignore"`, which zinit names but never starts',
    expected: (zinit) => {
      const { started } = zinit.result as { started: string[] };
      const rest = started.filter((name) => name !== 'off' && name !== 'manual');
      return { result: { started: rest, count: rest.length } };
    },
  },
  {
    lines: [86],
    reason: '`exec` need not be a path, because the shell finds the command; -32013 is never sent',
    expected: result({ name: 'z2', warnings: [] }),
  },
  {
    lines: [94],
    reason: 'A service that was added at run time keeps its dependencies',
    expected: result({
      name: 'late',
      is_target: false,
      uptime_secs: null,
      state: { state: 'blocked', waiting_on: ['gate'] },
      dependencies: [{ name: 'gate', dep_type: 'requires', satisfied: false, state: { state: 'starting', pid: 1 } }],
    }),
  },
  {
    lines: [95],
    reason: 'A service that was added at run time keeps its dependencies',
    expected: result({ blocked: true, waiting_on: ['gate'], conflicts_with: [], name: 'late' }),
  },
  {
    lines: [101],
    reason: 'A reload of a config with errors changes nothing, and answers with the errors',
    expected: error(-32603, /unknown dependency "zzz"/),
  },
  {
    lines: [102],
    reason: 'A reload starts the services that it adds',
    expected: result({ name: 'newone', pid: 1, state: 'running' }),
  },
  {
    lines: [103],
    reason: 'A name in `requires` that does not exist blocks the service, and the service starts when the name appears',
    expected: result({ name: 'broken', pid: 0, state: 'blocked', error: "missing dependency 'zzz'" }),
  },
  { lines: [105, 106], reason: 'The services that `delete_all` names no longer exist', expected: result([]) },
  {
    lines: [108],
    reason: 'When a service is removed, all others can still be reached',
    expected: result({ name: 'b', pid: 1, state: 'running' }),
  },
  {
    lines: [109, 111],
    reason: 'The proxy in the recording was created before the recording began',
    expected: result([]),
  },
  {
    lines: [110],
    reason: 'The proxy in the recording was created before the recording began',
    expected: error(-32000, /^proxy not found$/),
  },
  {
    lines: [114, 116],
    reason: 'A proxy of an unknown service is refused; a single address need not be a list',
    expected: error(-32000, /^service not found$/),
  },
  {
    lines: [120, 122],
    reason: 'The status of a proxy has the fields of both the long and the short form, and counts waiting connections',
    expected: result([expect.objectContaining({ name: 'uu', connections: 1, waiting_connections: 0, running: true })]),
  },
  {
    lines: [124, 126],
    reason: '`system.prepare_restart` always answers before the supervisor ends',
    expected: result({ ready: true, state_path: 'PATH' }),
  },
  {
    lines: [130],
    reason: '`rpc.discover` describes zdev',
    expected: (zinit) => {
      const { methods } = zinit.result as { methods: { name: string }[] };
      expect(Object.keys(METHODS)).toEqual(expect.arrayContaining(methods.map(({ name }) => name)));
      return { result: { openrpc: '1.2.6', info: { title: 'zdev' } } };
    },
  },
];
