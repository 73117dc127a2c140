import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { ordinaryUser } from '../../helpers/needs.ts';
import { brief, load, makeFiles, service } from './project.ts';

describe('the project file', () => {
  test('is found here or in a directory above; files are named as seen from here', async () => {
    const dir = makeFiles({ Procfile: 'web: puma\n', 'a/b/x': '' });
    const project = await loadProject({ cwd: join(dir, 'a/b'), environ: {} });
    expect(project).toMatchObject({ dir, name: basename(dir), files: ['../../Procfile'] });
    expect(service(project, 'web').dir).toBe(dir);
  });

  test('zinit.toml takes priority over Procfile.dev, that over Procfile, and the nearest directory comes first', async () => {
    const dir = makeFiles({ 'zinit.toml': '', 'a/Procfile.dev': 'dev: x\n', 'a/Procfile': 'web: y\n' });
    const project = await loadProject({ cwd: join(dir, 'a'), environ: {} });
    expect(project.services.map(({ name }) => name)).toEqual(['dev']);
  });

  test('the project directory contains no symbolic links', async () => {
    const dir = makeFiles({ 'real/Procfile': 'web: x\n' });
    symlinkSync(join(dir, 'real'), join(dir, 'link'));
    expect((await loadProject({ cwd: join(dir, 'link'), environ: {} })).dir).toBe(join(dir, 'real'));
  });

  test('without a file, the error says what zdev looked for and what to do', async () => {
    const { diagnostics, services } = await load({});
    expect(services).toEqual([]);
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'no-config', file: null }]);
    expect(diagnostics[0]?.message).toMatch(/zinit\.toml, Procfile\.dev, Procfile or compose file in .*zdev-config/);
    expect(diagnostics[0]?.hint).toContain('Procfile');
  });

  test("-f names a Procfile under any name; commands run beside it, .env is the caller's", async () => {
    const files = { 'sub/Jobs': 'job: x\n', 'sub/.env': 'A=sub\n', '.env': 'A=here\n' };
    const dir = makeFiles(files);
    const project = await loadProject({ cwd: dir, file: 'sub/Jobs', environ: {} });
    expect(project).toMatchObject({ dir: join(dir, 'sub'), bareProcfile: true });
    expect(service(project, 'job')).toMatchObject({ dir: join(dir, 'sub'), env: { A: 'here' } });
    const rooted = await loadProject({ cwd: dir, file: 'sub/Jobs', root: '.', environ: {} });
    expect(service(rooted, 'job').dir).toBe(dir);
  });

  test('-f with a missing file', async () => {
    expect(brief(await load({}, { file: 'nope' }))).toEqual(['nope error no-config']);
  });

  test('.foreman: the command line takes priority', async () => {
    const files = {
      '.foreman': 'port: 15000\nformation: "web=2"\nenv: a.env\n',
      Procfile: 'web: x\nb: y\n',
      'a.env': 'A=1\n',
    };
    const project = await load(files);
    expect(project.services.map(({ name }) => name)).toEqual(['web.1', 'web.2']);
    expect(service(project, 'web.1').env).toMatchObject({ PORT: '15000', A: '1' });
    expect(service(await load(files, { basePort: 1000 }), 'web.1').env['PORT']).toBe('1000');
  });
});

describe('files that cannot be read', () => {
  const utf16 = Buffer.from('\uFEFFweb: x\n', 'utf16le');

  test.each<[string, Record<string, string | Uint8Array>, string]>([
    ['a Procfile in UTF-16', { Procfile: utf16 }, 'Procfile error not-text'],
    ['a zinit.toml in UTF-16', { 'zinit.toml': utf16 }, 'zinit.toml error not-text'],
    ['an env file in UTF-16', { Procfile: 'web: x\n', '.env': utf16 }, '.env error not-text'],
    [
      'a directory called .env, probably of Python',
      { Procfile: 'web: x\n', '.env/x': '' },
      '.env warning is-a-directory',
    ],
    ['a directory called Procfile', { 'Procfile/x': '', 'zinit.toml': '' }, 'error no-services'],
  ])('%s', async (_, files, expected) => expect(brief(await load(files))).toEqual([expected]));

  test('-e with a directory or a missing file', async () => {
    const project = await load({ Procfile: 'web: x\n', 'd/x': '' }, { envFiles: ['d', 'nope'] });
    expect(brief(project)).toEqual(['d error is-a-directory', 'nope error no-such-file']);
  });

  test('an env file of 50 MB and a loop of symbolic links each have their own message', async () => {
    const dir = makeFiles({ Procfile: 'web: x\n', '.env': '' });
    truncateSync(join(dir, '.env'), 50 * 1024 * 1024);
    symlinkSync('loop.env', join(dir, 'loop.env'));
    const { diagnostics } = await loadProject({ cwd: dir, environ: {} });
    expect(diagnostics).toMatchObject([
      { code: 'too-large', message: '.env is larger than 10 MB, which is too large for a config file' },
    ]);
    const looping = await loadProject({ cwd: dir, envFiles: ['loop.env'], environ: {} });
    expect(brief(looping)).toEqual(['loop.env error unreadable']);
    expect(looping.diagnostics[0]?.message).toMatch(/^loop\.env cannot be read: .*(ELOOP|symbolic links)/);
  });

  test('an endless device is too large, and an empty one is an empty file', async () => {
    const dir = makeFiles({ Procfile: 'web: x\n' });
    symlinkSync('/dev/zero', join(dir, 'zero.env'));
    const options = { cwd: dir, environ: {} };
    expect(brief(await loadProject({ ...options, envFiles: ['zero.env'] }))).toEqual(['zero.env error too-large']);
    expect(brief(await loadProject({ ...options, envFiles: ['/dev/null'] }))).toEqual([]);
  });

  test.each(['Procfile', '.env'])('no permission to read %s', ordinaryUser, async (name) => {
    const dir = makeFiles({ Procfile: 'web: x\n', '.env': '' });
    chmodSync(join(dir, name), 0);
    const { diagnostics } = await loadProject({ cwd: dir, environ: {} });
    expect(diagnostics).toMatchObject([{ code: 'unreadable', message: `${name} cannot be read: permission denied` }]);
  });

  test('a loop of links', async () => {
    const dir = makeFiles({ 'zinit.toml': '[services.web]\n' });
    symlinkSync('Procfile', join(dir, 'Procfile'));
    mkdirSync(join(dir, 'x'));
    const found = brief(await loadProject({ cwd: dir, environ: {} }));
    expect(found).toEqual(['Procfile error unreadable']);
  });
});
