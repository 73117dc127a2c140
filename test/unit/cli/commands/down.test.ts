import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { down } from '../../../../src/cli/commands/down.ts';
import { kill } from '../../../../src/cli/commands/kill.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { until } from '../../../helpers/wait.ts';
import { FakeControl } from '../../rpc/fake-control.ts';
import { fakeCaller, runningProject, shop } from '../rig.ts';

/** A supervisor that is a process of its own, so that it can be gone. */
function supervisorProcess() {
  const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const control = Object.assign(new FakeControl(shop(), { migrate: { exits: 0 } }).up(), { pid: child.pid ?? 0 });
  return { control, child };
}

test('down asks for the end and waits until the supervisor is gone', async () => {
  const { control, child } = supervisorProcess();
  const { dir, io, server } = await runningProject(control);
  let isDown = false;
  const waiting = down({}, [], io).then((status) => {
    isDown = true;
    return status;
  });
  await until(() => control.shutdowns.length === 1);
  expect(control.shutdowns).toMatchObject([{ keep: false, force: false, by: { pid: process.pid } }]);
  await server.close();
  await until(() => server.connections() === 0);
  expect(isDown).toBe(false);
  child.kill('SIGKILL');
  expect(await waiting).toBe(0);
  expect(io.printed()).toContain(`stopped db, api, web, and zdev in ${dir}, in `);
});

test('kill without names is the end of everything, now', async () => {
  const { control, child } = supervisorProcess();
  const { dir, io, server } = await runningProject(control);
  const waiting = kill({}, [], io);
  await until(() => control.shutdowns.some(({ force }) => force));
  await server.close();
  child.kill('SIGKILL');
  expect(await waiting).toBe(0);
  expect(io.printed()).toContain(`stopped db, api, web, and zdev in ${dir}, in `);
});

test('--keep names the services that keep running', async () => {
  const { control, child } = supervisorProcess();
  const { io, server } = await runningProject(control);
  const waiting = down({ keep: true }, [], io);
  await until(() => control.shutdowns.length === 1);
  expect(control.shutdowns).toMatchObject([{ keep: true, force: false }]);
  child.kill('SIGKILL');
  await server.close();
  expect(await waiting).toBe(0);
  expect(io.printed()).toContain('has ended; still running: db, api, web');
});

test('after the time limit, what is alive is killed', async () => {
  const { control, child } = supervisorProcess();
  const { io, server } = await runningProject(control);
  const waiting = down({ timeout: '0.05' }, [], io);
  await until(() => control.shutdowns.length === 2);
  expect(control.shutdowns[1]).toMatchObject({ keep: false, force: true });
  child.kill('SIGKILL');
  await server.close();
  expect(await waiting).toBe(0);
});

test('nothing to take down is no failure', async () => {
  const dir = tempDir();
  const io = fakeCaller(dir);
  expect(await down({}, [], io)).toBe(0);
  expect(io.printed()).toBe(`zdev does not run in ${dir}\n`);
});
