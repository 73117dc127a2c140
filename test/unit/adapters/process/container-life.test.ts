import { expect, test, vi } from 'vitest';
import { followContainer } from '../../../../src/adapters/process/container-life.ts';
import type { ContainerEngine, ContainerState } from '../../../../src/runtime/container-ports.ts';
import { PATIENTLY } from '../../../helpers/wait.ts';

const RUNS = {
  id: 'x',
  running: true,
  started: true,
  paused: false,
  exitCode: 0,
  outOfMemory: false,
  error: '',
  pid: 1,
} satisfies ContainerState;

/** An engine with one container. What it was asked for is in `asked`. */
function engineWith(first: Partial<ContainerState>) {
  const asked: string[] = [];
  let state: ContainerState = { ...RUNS, ...first };
  const engine = {
    command: 'docker',
    inspect: async () => state,
    signal: async (_: string, signal: string) => asked.push(signal) > 0,
    unpause: async () => void asked.push('unpause'),
    remove: async () => asked.push('remove') > 0,
  } as Partial<ContainerEngine> as ContainerEngine;
  const become = (changes: Partial<ContainerState>) => {
    state = { ...state, ...changes };
  };
  return { engine, asked, become };
}

const follow = (engine: ContainerEngine, more: Partial<Parameters<typeof followContainer>[0]> = {}) =>
  followContainer({ engine, name: 'c', stopSignal: null, runs: true, endClient() {}, onNotice() {}, ...more });

test('a stop is the signal of the file or of the image, a bare signal is itself', async () => {
  const { engine, asked } = engineWith({});
  const life = follow(engine, { stopSignal: 'SIGINT' });
  life.signal('SIGTERM');
  life.signal('SIGHUP', { bare: true });
  life.signal('SIGKILL');
  expect(asked).toEqual(['SIGINT', 'SIGHUP', 'SIGKILL']);
});

test('who is paused or suspended goes on to notice its stop signal', async () => {
  const paused = engineWith({ paused: true });
  follow(paused.engine).signal('SIGTERM');
  await vi.waitFor(() => expect(paused.asked).toEqual(['SIGTERM', 'unpause']), PATIENTLY);
  const suspended = engineWith({});
  const life = follow(suspended.engine);
  life.signal('SIGSTOP', { bare: true });
  life.signal('SIGTERM');
  await vi.waitFor(() => expect(suspended.asked).toEqual(['SIGSTOP', 'SIGTERM', 'SIGCONT']), PATIENTLY);
});

test('a signal that comes before it runs is sent when it runs; SIGKILL removes what was not started', async () => {
  const { engine, asked, become } = engineWith({ running: false, started: false });
  const life = follow(engine, { runs: false });
  life.signal('SIGTERM');
  expect(asked).toEqual([]);
  become({ running: true, started: true });
  expect(await life.running).toBe(true);
  expect(asked).toEqual(['SIGTERM']);
  const unstarted = engineWith({ running: false, started: false });
  const other = follow(unstarted.engine, { runs: false });
  other.signal('SIGKILL');
  expect(unstarted.asked).toEqual(['remove']);
  other.letGo();
});

test('the exit status is that of the container, whatever its client ended with', async () => {
  const { engine } = engineWith({ running: false, exitCode: 7 });
  const end = await follow(engine).clientEnded({ code: null, signal: 'SIGTERM' });
  expect(end).toEqual({ code: 7, signal: null, unstarted: null });
  const killed = await follow(engineWith({ running: false, exitCode: 137 }).engine).clientEnded({
    code: 1,
    signal: null,
  });
  expect(killed).toEqual({ code: null, signal: 'SIGKILL', unstarted: null });
});

test('one whose command has never run says why, and one that has lost its client is ended', async () => {
  const never = engineWith({ running: false, started: false, error: 'no such file' });
  expect(await follow(never.engine).clientEnded({ code: 127, signal: null })).toMatchObject({
    unstarted: 'no such file',
  });
  const lost = engineWith({});
  await follow(lost.engine).clientEnded({ code: null, signal: 'SIGKILL' });
  expect(lost.asked).toEqual(['SIGKILL']);
});

test('an engine that does not end it ends its client, once, however often it is asked', () => {
  vi.useFakeTimers();
  try {
    const ended = vi.fn();
    const life = follow(engineWith({}).engine, { endClient: ended });
    for (let times = 0; times < 12; times++) {
      life.signal('SIGKILL');
      vi.advanceTimersByTime(1000);
    }
    expect(ended).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
