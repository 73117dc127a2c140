import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { isSuspended } from '../../../../src/adapters/os/suspended.ts';
import { whileItAnswers } from '../../../../src/cli/client/silence.ts';
import type { RpcClient } from '../../../../src/rpc/client.ts';
import { until } from '../../../helpers/wait.ts';

const QUICK = { askMs: 5, suspendedMs: 10, busyMs: 50 };
const never = () => new Promise<never>(() => {});

/** A supervisor that answers so many pings. */
function supervisor(answers: number) {
  let asked = 0;
  const call = () => (asked++ < answers ? Promise.resolve({}) : never());
  return { client: { call } as unknown as RpcClient, asked: () => asked };
}

test('a quick command asks nothing', async () => {
  const { client, asked } = supervisor(0);
  expect(await whileItAnswers(client, null, async () => 7)).toBe(7);
  expect(asked()).toBe(0);
});

test('as long as the supervisor answers, a command may take its time', async () => {
  const { client, asked } = supervisor(1000);
  const slow = until(() => asked() > 4).then(() => 7);
  expect(await whileItAnswers(client, null, () => slow, QUICK)).toBe(7);
});

test('a supervisor that does not answer is given up, by its pid', async () => {
  const { client } = supervisor(2);
  await expect(whileItAnswers(client, process.pid, never, QUICK)).rejects.toThrow(
    `the supervisor does not answer (pid ${process.pid})`,
  );
});

test('one that is suspended is given up soon, and it is said', async () => {
  const child = spawn('sleep', ['300']);
  onTestFinished(() => void child.kill('SIGKILL'));
  child.kill('SIGSTOP');
  await until(() => isSuspended(child.pid!));
  const patient = { ...QUICK, busyMs: 3_600_000 };
  await expect(whileItAnswers(supervisor(0).client, child.pid!, never, patient)).rejects.toThrow(
    `the supervisor does not answer (pid ${child.pid}, suspended)`,
  );
  child.kill('SIGCONT');
  await until(() => !isSuspended(child.pid!));
});
