import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brief, load, service } from './project.ts';

describe('zinit.local.toml', () => {
  const toml = `[project]\nname = "shop"\n[services.api]\nexec = "x"\nport = 3000\nwatch = ["a", "b"]\nenv = { A = "1", B = "2" }\n`;

  test('is merged over zinit.toml key by key, and is one of the files of the project', async () => {
    const local = `[services.api]\nport = 4000\nwatch = ["c"]\nenv = { B = "3" }\n[services.mine]\nexec = "y"\n`;
    const project = await load({ 'zinit.toml': toml, 'zinit.local.toml': local });
    expect([brief(project), project.name, project.files]).toEqual([[], 'shop', ['zinit.toml', 'zinit.local.toml']]);
    const api = service(project, 'api');
    expect([api.exec, api.port, api.env]).toEqual(['x', 4000, { A: '1', B: '3', PORT: '4000' }]);
    expect(api.watch?.paths).toEqual([join(project.dir, 'c')]);
    expect(service(project, 'mine').exec).toBe('y');
  });

  test('mistakes are reported at their place', async () => {
    const local = `[services.api]\nport = "x"\nwach = ["c"]\n`;
    const files = { 'zinit.toml': `${toml}nothing = 1\n`, 'zinit.local.toml': local };
    expect(brief(await load(files)).sort()).toEqual([
      'zinit.local.toml:2:8 error wrong-type',
      'zinit.local.toml:3:1 error unknown-key',
      'zinit.toml:8:1 error unknown-key',
    ]);
    expect(brief(await load({ 'zinit.toml': toml, 'zinit.local.toml': '[' }))).toEqual([
      'zinit.local.toml:1:2 error toml-syntax',
    ]);
  });

  test('has no effect without a zinit.toml', async () => {
    const files = { 'other.toml': toml, 'zinit.local.toml': '[services.api]\nport = 4000\n' };
    expect(service(await load(files, { file: 'other.toml' }), 'api').port).toBe(3000);
  });
});

describe('include', () => {
  const root =
    'include = ["services/*/zinit.toml"]\n[defaults]\nenv = { A = "root" }\n[services.db]\nexec = "db"\nport = 1\n';

  test('adds the services of other files; their paths are relative to them', async () => {
    const project = await load({
      'zinit.toml': root,
      'services/api/zinit.toml':
        '[project]\nname = "alone"\n[services.api]\nexec = "api"\nrequires = ["db"]\nenv_file = "api.env"\nwatch = ["src"]\nenv = { DB = "${services.db.port}" }\n',
      'services/api/api.env': 'FROM=file\n',
      'services/web/zinit.toml':
        'include = ["deep/"]\n[defaults]\nenv = { A = "web" }\n[services.web]\nexec = "web"\ndir = "src"\n[targets.all]\nrequires = ["api", "web"]\n',
      'services/web/src/x': '',
      'services/web/deep/zinit.toml': 'include = ["../zinit.toml"]\n[services.deep]\nexec = "deep"\n',
      'services/.hidden/zinit.toml': '[services.hidden]\nexec = "x"\n',
    });
    expect([brief(project), project.name]).toEqual([[], project.dir.split('/').at(-1)]);
    expect(project.services.map(({ name }) => name)).toEqual(['db', 'api', 'web', 'deep', 'all']);
    expect(project.files).toContain('services/web/deep/zinit.toml');
    const [api, web] = [service(project, 'api'), service(project, 'web')];
    expect(api).toMatchObject({ dir: join(project.dir, 'services/api'), env: { A: 'root', DB: '1', FROM: 'file' } });
    expect(api.watch?.paths).toEqual([join(project.dir, 'services/api/src')]);
    expect(web).toMatchObject({ dir: join(project.dir, 'services/web/src'), env: { A: 'web' } });
  });

  test.each([
    ['include = ["none/zinit.toml"]', 'zinit.toml:1:12 error no-such-file'],
    ['include = ["none/*.toml"]', 'zinit.toml:1:12 warning no-such-file'],
    ['include = ["**/other.toml"]', 'a/b/other.toml:1:1 error duplicate-name'],
    ['include = ["a/bad.toml"]', 'a/bad.toml:2:1 error unknown-key'],
  ])('%s: %s', async (line, expected) => {
    const files = {
      'zinit.toml': `${line}\n[services.db]\nexec = "db"\n`,
      'a/b/other.toml': '[services.db]\nexec = "x"\n',
      'a/bad.toml': '[services.x]\nexce = "x"\n',
    };
    expect(brief(await load(files))).toContain(expected);
  });
});
