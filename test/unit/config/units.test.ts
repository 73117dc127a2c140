import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { brief, load, service } from './project.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/config/zinit/${name}`, import.meta.url));

const database = `[service]
name = "database"
exec = "pg"
oneshot = false
class = "system"

[lifecycle]
restart = "always"
stop_signal = "2"
restart_delay_max_ms = 9000000000

[logging]
forward = "syslog"
`;
const app = `[service]
name = "app"
exec = "app"
env = { A = "$HOME $PORT" }

[dependencies]
requires = ["database"]
after = ["database", "gone"]

[health]
type = "tcp"
target = "localhost:8080"
expect_status = 200
`;
const group = '[target]\nname = "all"\ncritical = true\n[dependencies]\nrequires = ["app"]\n';

describe('a directory of zinit units', () => {
  test('loads unchanged: each file is a service or a target, with the name of its name key', async () => {
    const files = {
      'u/10-db.toml': database,
      'u/b.toml': app.replace('expect_status = 200\n', ''),
      'u/t.toml': group,
      'u/x.txt': '[',
    };
    const project = await load(files, { file: 'u' });
    expect(brief(project)).toEqual(['u/b.toml:8:22 warning unknown-dependency']);
    expect(project).toMatchObject({ name: 'u', bareProcfile: false });
    expect(project.files).toEqual(['u/10-db.toml', 'u/b.toml', 'u/t.toml']);
    expect(service(project, 'database')).toMatchObject({
      class: 'system',
      dir: project.dir,
      lifecycle: { restart: 'always', stopSignal: 'SIGINT', restartDelayMaxMs: 2 ** 31 - 1 },
    });
    expect(service(project, 'app')).toMatchObject({
      requires: ['database'],
      after: ['database'],
      env: { A: '$HOME $PORT' },
    });
    expect(project.services.at(-1)).toMatchObject({ kind: 'target', name: 'all', critical: true, requires: ['app'] });
  });

  test('unknown keys and tables are warnings, although zinit says nothing', async () => {
    const unit = '[service]\nname = "a"\nexec = "x"\nrestrat = 1\n[lifecycel]\nrestart = "never"\n';
    const project = await load({ 'u/a.toml': unit }, { file: 'u' });
    expect(project.diagnostics).toMatchObject([
      { severity: 'warning', code: 'unknown-key', line: 4, column: 1 },
      { severity: 'warning', code: 'unknown-key', line: 5, column: 1, hint: 'did you mean "lifecycle"?' },
    ]);
  });

  test('wrong values, a missing name, an unknown requirement are errors', async () => {
    const project = await load(
      {
        'u/a.toml': '[service]\nexec = "x"\n',
        'u/b.toml':
          '[service]\nname = "b"\nexec = "x"\n[dependencies]\nrequires = ["c"]\n[lifecycle]\nrestart = "no"\n',
        'u/c.toml': 'x = 1\n',
      },
      { file: 'u' },
    );
    expect(brief(project, 'error')).toEqual([
      'u/a.toml:1:1 error missing-key',
      'u/b.toml:7:11 error bad-value',
      'u/c.toml error not-a-unit',
    ]);
    const alone = await load(
      { 'u/b.toml': '[service]\nname = "b"\nexec = "x"\n[dependencies]\nrequires = ["c"]\n' },
      { file: 'u' },
    );
    expect(brief(alone)).toEqual(['u/b.toml:5:13 error unknown-dependency']);
  });

  test('the same name in two files is an error that names the first', async () => {
    const unit = '[service]\nname = "a"\nexec = "x"\n';
    const project = await load({ 'u/1.toml': unit, 'u/2.toml': unit }, { file: 'u' });
    expect(brief(project)).toEqual(['u/2.toml:2:8 error duplicate-name']);
    expect(project.diagnostics[0]?.message).toContain('u/1.toml');
  });

  test("zinit's builtins are left out with a warning, and nothing waits for them", async () => {
    const builtin = '[service]\nname = "mounts"\nexec = "@builtin:mount"\n';
    const unit = '[service]\nname = "a"\nexec = "x"\n[dependencies]\nrequires = ["mounts"]\n';
    const project = await load({ 'u/1.toml': builtin, 'u/2.toml': unit }, { file: 'u' });
    expect(brief(project)).toEqual(['u/1.toml:3:8 warning builtin']);
    expect(project.services).toMatchObject([{ name: 'a', requires: [] }]);
  });

  test('expect_status is a warning if zinit ignores it', async () => {
    const project = await load({ 'u/b.toml': app, 'u/a.toml': database }, { file: 'u' });
    expect(brief(project)).toContain('u/b.toml:13:1 warning bad-value');
  });

  test('a health target that zinit accepts, but whose check then fails, is a warning', async () => {
    const unit = (type: string, target: string) =>
      `[service]\nname = "${type}"\nexec = "x"\n[health]\ntype = "${type}"\ntarget = "${target}"\n`;
    const project = await load(
      { 'u/a.toml': unit('tcp', 'nowhere'), 'u/b.toml': unit('http', 'localhost') },
      { file: 'u' },
    );
    expect(brief(project)).toEqual(['u/a.toml:6:10 warning bad-target', 'u/b.toml:6:10 warning bad-target']);
    expect(service(project, 'tcp')).toMatchObject({ health: { target: 'nowhere' } });
  });

  test('a directory without units is an error; one with a zinit.toml is that project', async () => {
    expect(brief(await load({ 'u/readme': '' }, { file: 'u' }))).toEqual(['u error no-config']);
    const project = await load({ 'u/zinit.toml': '[services.a]\nexec = "x"\n' }, { file: 'u' });
    expect(project.services).toMatchObject([{ name: 'a' }]);
  });
});

describe('directories like those of zinit', () => {
  test('services has a dependency, two services that exclude each other, and daemons', async () => {
    const project = await loadProject({ cwd: '/', file: fixture('services'), environ: {} });
    expect(project.diagnostics).toEqual([]);
    expect(project.services.map(({ name }) => name)).toEqual([
      'app',
      'caddy',
      'database',
      'server-a',
      'server-b',
      'sshd',
    ]);
    expect(service(project, 'app')).toMatchObject({ requires: ['database'], after: ['database'] });
    expect(service(project, 'server-a')).toMatchObject({ conflicts: ['server-b'], lifecycle: { restart: 'never' } });
    expect(service(project, 'server-b').status).toBe('stop');
    expect(service(project, 'caddy').lifecycle).toMatchObject({ restart: 'always', stopTimeoutMs: 5000 });
  });

  test('system has a chain of targets, oneshots, and daemons that a target only wants', async () => {
    const project = await loadProject({ cwd: '/', file: fixture('system'), environ: {} });
    expect(project.diagnostics).toEqual([]);
    const targets = project.services.filter(({ kind }) => kind === 'target');
    expect(targets).toMatchObject([
      {
        name: 'basic',
        requires: ['sysinit', 'tmpfiles'],
        wants: ['udevd', 'cgroup-mounts', 'haveged'],
        critical: true,
      },
      { name: 'network', requires: ['basic'], wants: ['dhcpcd'] },
      { name: 'ready', requires: ['network'], wants: ['sshd', 'ntp'] },
      { name: 'sysinit', requires: ['early-mounts'], wants: ['hostname', 'sysctl'] },
    ]);
    expect(service(project, 'early-mounts')).toMatchObject({ kind: 'oneshot', critical: true, class: 'system' });
    expect(service(project, 'udevd').lifecycle).toMatchObject({ restart: 'always', maxRestarts: 10 });
  });

  test('a directory with both, like /etc/zinit, is one project', async () => {
    const files = {
      'etc/system/db.toml': database,
      'etc/services/app.toml': app.replace('after = ["database", "gone"]', ''),
    };
    const project = await load(files, { file: 'etc' });
    expect(brief(project, 'error')).toEqual([]);
    expect(project.services.map(({ name }) => name)).toEqual(['database', 'app']);
    expect(project.unitsDir).toBe(`${project.dir}/services`);
    expect(project.files).toEqual(['etc/system/db.toml', 'etc/services/app.toml']);
    const alone = await load({ 'etc/system/db.toml': database }, { file: 'etc' });
    expect(alone.unitsDir).toBe(`${alone.dir}/system`);
  });
});

describe('a directory of YAML units of zinit 0.2', () => {
  test('each file is a service with the name of the file', async () => {
    const project = await load(
      {
        'u/sshd.yaml': 'exec: sshd -D\ntest: nc -z localhost 22\nshutdown_timeout: 7\nsignal:\n  stop: SIGINT\n',
        'u/conf.yaml': 'exec: sh -c "echo hi"\noneshot: true\nafter:\n  - sshd\nenv:\n  A: b\ndir: sub\nlog: none\n',
        'u/sub/x': '',
      },
      { file: 'u' },
    );
    expect(brief(project)).toEqual(['u/conf.yaml:8:1 warning not-imported']);
    expect(service(project, 'sshd')).toMatchObject({
      kind: 'service',
      health: { type: 'exec', target: 'nc -z localhost 22' },
      lifecycle: { restart: 'always', maxRestarts: 0, stopSignal: 'SIGINT', stopTimeoutMs: 7000 },
    });
    expect(service(project, 'conf')).toMatchObject({
      kind: 'oneshot',
      requires: ['sshd'],
      env: { A: 'b' },
      dir: `${project.dir}/sub`,
      lifecycle: { restart: 'never' },
    });
  });

  test.each([
    ['exec: x\nafterr: [a]\n', 'u/a.yaml:2:1 warning unknown-key'],
    ['exec: x\nafter: [gone]\n', 'u/a.yaml:2:9 error unknown-dependency'],
    ['exec: x\nsignal: { stop: SIGFOO }\n', 'u/a.yaml:2:17 error bad-signal'],
    ['exec: x\nlog: file\n', 'u/a.yaml:2:6 error bad-value'],
    ['name: x\n', 'u/a.yaml error not-a-unit'],
  ])('%j: %s', async (text, expected) =>
    expect(brief(await load({ 'u/a.yaml': text }, { file: 'u' }))).toEqual([expected]));

  test('a compose file is not a unit', async () => {
    const project = await load({ 'u/compose.yaml': 'services: { a: { command: x } }\n' }, { file: 'u' });
    expect(service(project, 'a').exec).toBe('x');
  });
});
