import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportProject } from '../../../../src/cli/commands/export.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { fakeCaller } from '../rig.ts';

/** A project, and what `zdev export` says in it. */
function project(files: Readonly<Record<string, string>> = { Procfile: 'web: serve\n' }) {
  const dir = tempDir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const run = async (format: string, values: Record<string, string | boolean> = {}) => {
    const io = fakeCaller(dir);
    const status = await exportProject(values, [format], io);
    return { status, out: io.printed(), err: io.complained() };
  };
  return { dir, run, read: (path: string) => readFileSync(join(dir, path), 'utf8') };
}

test('one file is printed, with nothing else on stdout; what is lost is on stderr', async () => {
  const toml = '[services.web]\nexec = "serve"\nwatch = ["."]\n';
  expect(await project({ 'zinit.toml': toml }).run('procfile')).toEqual({
    status: 0,
    out: 'web: serve\n',
    err: 'warning: watch (web): nothing restarts on a change\n',
  });
});

test('several files need a directory', async () => {
  const { run } = project();
  const { status, out, err } = await run('systemd');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/systemd is 2 files: .*\.target, .*-web\.service\n {2}hint: .*--output/);
});

test('files are written, and it says which', async () => {
  const { dir, run, read } = project();
  expect(await run('runit', { output: 'made/here' })).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^made\/here\/.*-web\/run: written\n/),
  });
  const name = (await run('runit', { output: 'made/here' })).out.split(/[/:]/)[2];
  expect(read(`made/here/${name}/run`)).toContain('serve');
  expect(statSync(join(dir, `made/here/${name}/run`)).mode & 0o111).toBe(0o111);
});

test('what is there and differs is kept, and then nothing is written; --force replaces it', async () => {
  const { dir, run, read } = project({ Procfile: 'web: serve\n', 'zinit.toml': '[project]\nname = "shop"\n' });
  mkdirSync(join(dir, 'units'));
  writeFileSync(join(dir, 'units/shop-web.service'), 'mine');
  const refused = await run('systemd', { output: 'units' });
  expect(refused).toMatchObject({ status: 1, out: '' });
  expect(refused.err).toContain('nothing was written, because units/shop-web.service would change');
  expect(existsSync(join(dir, 'units/shop.target'))).toBe(false);
  expect(read('units/shop-web.service')).toBe('mine');
  expect((await run('systemd', { output: 'units', force: true })).out).toBe(
    'units/shop.target: written\nunits/shop-web.service: replaced\n',
  );
  expect((await run('systemd', { output: 'units' })).out).toBe(
    'units/shop.target: as it was\nunits/shop-web.service: as it was\n',
  );
});

test('where nothing can be written, it says why', async () => {
  const { dir, run } = project();
  writeFileSync(join(dir, 'file'), '');
  expect(await run('procfile', { output: 'file' })).toMatchObject({
    status: 1,
    err: expect.stringContaining('ENOTDIR'),
  });
  mkdirSync(join(dir, 'out/Procfile'), { recursive: true });
  expect(await run('procfile', { output: 'out' })).toMatchObject({ status: 1, err: expect.stringContaining('EISDIR') });
});

test('an unknown format, a project with errors, and a project that the format cannot express', async () => {
  const { run } = project();
  expect(await run('sytemd')).toEqual({
    status: 2,
    out: '',
    err: 'error: there is no format "sytemd"\n  hint: did you mean "systemd"?\n',
  });
  expect((await run('constructor')).err).toContain('there are: systemd, launchd');
  expect(await run('compose')).toMatchObject({ status: 1, out: '', err: expect.stringContaining('image = "…"') });
  expect(await project({ Procfile: '' }).run('procfile')).toMatchObject({ status: 2, out: '' });
});
