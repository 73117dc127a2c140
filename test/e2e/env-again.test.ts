import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';

test('each new run has the env files as they are then, and a changed config is told', async ({ rig, project }) => {
  const TOML =
    '[services.w]\nexec = "echo A is $A, B is $B; exec sleep 1000"\nlifecycle = { restart = "always", restart_delay_ms = 10 }\n';
  rig.write('zinit.toml', TOML);
  rig.write('.env', 'A=1\n');
  await project.ok('up', '-d', '--wait');
  const printed = (text: string) =>
    until(async () => (await project.ok('logs', 'w')).includes(text), { what: `"${text}"` });
  await printed('A is 1');

  rig.write('.env', 'A=2\n');
  await project.ok('restart', 'w');
  await printed('A is 2');

  // by itself, with a config that would change something else
  rig.write('.env', 'A=3\nB=4\n');
  rig.write('zinit.toml', `${TOML}[services.later]\nexec = "sleep 1000"\n`);
  const { pid } = (await project.rows())['w'] ?? {};
  process.kill(pid as number, 'SIGKILL');
  await printed('A is 3, B is 4');
  const restarted = await project.run(['restart', 'w']);
  expect(restarted.stderr).toContain('zinit.toml has changed since zdev read it: "zdev reload" applies it');
  expect(JSON.parse(await project.ok('why', 'w', '--json'))).toMatchObject({ changed_files: ['zinit.toml'] });
  expect(JSON.parse(await project.ok('ps', '--json'))).toMatchObject({ changed_files: ['zinit.toml'] });

  const TOLD = 'zinit.toml has changed since zdev read it';
  const ps = async () => (await project.run(['ps'])).stdout;
  await until(async () => (await ps()).includes(`config warning: ${TOLD}; "zdev reload" applies it`), {
    what: 'ps',
  });
  expect((await project.run(['why'])).stdout, 'and it is said once').not.toContain(TOLD);
  expect((await project.run(['why', 'w'])).stdout.split(TOLD)).toHaveLength(2);

  const before = (await project.rows())['w']?.run;
  expect(await project.ok('reload')).toBe('+ later  added\n');
  expect((await project.rows())['w']?.run, 'it has the environment already').toBe(before);
  expect(await ps()).not.toContain(TOLD);

  const why = await project.run(['why', 'w'], { env: { PATH: `/nvm/bin:${process.env['PATH']}` } });
  expect(why.stdout).toContain('it lacks /nvm/bin');
});
