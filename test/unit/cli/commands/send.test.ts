import { expect, test } from 'vitest';
import { send } from '../../../../src/cli/commands/send.ts';
import type { Terminal } from '../../../../src/rpc/control.ts';
import { RESET_MODES } from '../../../../src/vt/modes.ts';
import { fakeCaller, runningProject } from '../rig.ts';

/** A project whose `web` has a terminal, and what is typed on it. */
async function project() {
  const { io, dir, control } = await runningProject();
  const typed: string[] = [];
  const terminal: Partial<Terminal> = {
    run: 1,
    modes: () => RESET_MODES,
    write: (data) => void typed.push(String(data)),
  };
  control.terminals.set('web', terminal as Terminal);
  return { io, dir, typed };
}

test('keys are typed, also those that look like options, or the text from stdin', async () => {
  const { io, typed } = await project();
  expect(await send({}, ['web', 'c', 'Enter'], io)).toBe(0);
  expect(await send({}, ['web', '--', '--verbose', '-x'], io)).toBe(0);
  expect(await send({}, ['web'], io, () => 'y\nn\n')).toBe(0);
  expect(typed).toEqual(['c\r', '--verbose-x', 'y\rn\r']);
  expect(io.printed() + io.complained()).toBe('');
});

test('nothing to type, no such service, no terminal, no such key: an error that says so', async () => {
  const { io, dir } = await project();
  await expect(send({}, ['web'], io, () => null)).rejects.toThrow('add the keys to type');
  await expect(send({}, ['web'], io, () => '')).rejects.toThrow('add the keys to type');
  expect(await send({}, ['wbe', 'x'], io)).toBe(1);
  expect(io.complained()).toContain('did you mean "web"?');
  const other = fakeCaller(dir);
  expect(await send({}, ['db', 'x'], other)).toBe(1);
  expect(other.complained()).toContain('db runs without a terminal');
  expect(await send({}, ['web', 'C-Entr'], other)).toBe(2);
  expect(other.complained()).toContain('there is no key "C-Entr"');
});
