import { expect, test } from 'vitest';
import { kill } from '../../../src/cli/commands/kill.ts';
import { nearestSignal, parseSignal, whyLacked } from '../../../src/config/signals.ts';
import { onMac } from '../../helpers/mac.ts';
import { fakeCaller } from '../cli/rig.ts';
import { load } from './project.ts';

const mac = onMac();

test('check refuses a signal that this system lacks but another one has', async () => {
  const messages = async () => (await load({ 'zinit.toml': text })).diagnostics.map(({ message }) => message);
  const text = '[services.web]\nexec = "x"\nlifecycle = { stop_signal = "pwr" }\n';
  mac.use(true);
  expect(await messages()).toEqual([
    expect.stringMatching(/stop_signal must be a signal of this system \(macOS has no SIGPWR\)/),
  ]);
  mac.use(false);
  expect(await messages()).toEqual([]);
});

test('kill says so, and signals nothing', async () => {
  mac.use(true);
  const io = fakeCaller('/nowhere');
  expect(await kill({ signal: 'SIGSTKFLT' }, ['web'], io)).toBe(2);
  expect(io.complained()).toContain('macOS has no SIGSTKFLT');
});

test('existing signals are accepted, and only such signals are suggested', () => {
  mac.use(true);
  expect(whyLacked(parseSignal('term')!)).toBeNull();
  expect(nearestSignal('SIGPWX')).not.toBe('SIGPWR');
  mac.use(false);
  expect(nearestSignal('SIGPWX')).toBe('SIGPWR');
});
