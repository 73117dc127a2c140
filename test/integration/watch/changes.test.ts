import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { project, WAYS, watching as watchingBy } from './rig.ts';

describe.each(WAYS)('%s', (_way, sizes) => {
  const areRead = sizes.read > 0;
  const watching = (root: string, options: Parameters<typeof watchingBy>[1]) => watchingBy(root, options, sizes);

  test('a changed file is reported once', async () => {
    const { root, write } = project({ 'src/a.js': '1' });
    const watch = await watching(root, { paths: ['src'] });
    write('src/a.js', '2');
    await watch.reported('src/a.js');
    expect(watch.calls).toEqual([['src/a.js']]);
  });

  if (areRead)
    test('a touch and a rewrite with the same bytes are nothing', async () => {
      const { root, path, write } = project({ 'a.js': 'same', 'b.js': 'same', 'last.js': '' });
      const watch = await watching(root, {});
      utimesSync(path('a.js'), new Date(), new Date());
      write('b.js', 'same');
      write('last.js', 'x');
      await watch.reported('last.js');
      expect(watch.calls).toEqual([['last.js']]);
    });

  test('a burst is one call with all paths', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `src/${String(i).padStart(2, '0')}.js`);
    const { root, write } = project(Object.fromEntries(names.map((name) => [name, 'old'])));
    const watch = await watching(root, { debounceMs: 300 });
    for (const name of names) write(name, 'new');
    await watch.reported(names[0]!);
    expect(watch.calls).toEqual([names]);
  });

  test('a rewrite with the same bytes is nothing once the file has been looked at', async () => {
    const { root, path, write } = project({ 'a.js': 'same', 'last.js': '' });
    const watch = await watching(root, {});
    write('a.js', 'other');
    await watch.reported('a.js');
    watch.calls.length = 0;
    utimesSync(path('a.js'), new Date(), new Date());
    write('a.js', 'other');
    write('last.js', 'x');
    await watch.reported('last.js');
    expect(watch.calls).toEqual([['last.js']]);
  });

  test('the removal of a file that was never read is a change; a file that came and went is not', async () => {
    const { root, path, write } = project({ 'a.js': '1' });
    const watch = await watching(root, {});
    write('b.js', '1');
    unlinkSync(path('b.js'));
    unlinkSync(path('a.js'));
    await watch.reported('a.js');
    expect(watch.calls).toEqual([['a.js']]);
  });

  test('new and removed files are changes', async () => {
    const { root, path, write } = project({ 'src/old.js': '1' });
    const watch = await watching(root, { paths: ['src'] });
    write('src/new.js', '1');
    await watch.reported('src/new.js');
    unlinkSync(path('src/old.js'));
    await watch.reported('src/old.js');
    expect(watch.calls).toEqual([['src/new.js'], ['src/old.js']]);
  });

  test('a second change soon after the first report is reported too', async () => {
    const { root, write } = project({ 'a.js': '1' });
    const watch = await watching(root, { debounceMs: 1 });
    for (let i = 2; i < 12; i++) {
      watch.calls.length = 0;
      write('a.js', String(i));
      await watch.reported('a.js');
    }
  });

  test('saving as vim does, by a backup and a new file, is one change', async () => {
    const { root, path, write } = project({ 'src/a.js': '1' });
    const watch = await watching(root, { paths: ['src'] });
    write('src/4913', '');
    unlinkSync(path('src/4913'));
    renameSync(path('src/a.js'), path('src/a.js~'));
    write('src/a.js', '2');
    unlinkSync(path('src/a.js~'));
    await watch.reported('src/a.js');
    expect(watch.calls).toEqual([['src/a.js']]);
  });

  test('saving by a rename over the file, again and again, is seen each time', async () => {
    const { root, path, write } = project({ 'a.js': '1' });
    const watch = await watching(root, { paths: ['a.js'] });
    for (const text of ['2', '3', '4']) {
      watch.calls.length = 0;
      write('a.js.new', text);
      renameSync(path('a.js.new'), path('a.js'));
      await watch.reported('a.js');
      expect(watch.calls).toEqual([['a.js']]);
    }
  });

  test('a file that is removed and written again a moment later is one change', async () => {
    const { root, path, write } = project({ 'a.js': '1' });
    const watch = await watching(root, { debounceMs: 1 });
    unlinkSync(path('a.js'));
    // So long that the system has told of the end, and no longer: on a busy machine, a timer may be late.
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
    write('a.js', '2');
    await watch.reported('a.js');
    expect(watch.calls).toEqual([['a.js']]);
    expect(readFileSync(path('a.js'), 'utf8')).toBe('2');
  });

  test('a path that is not there yet is waited for, with the directories above it', async () => {
    const { root, path, write } = project();
    const watch = await watching(root, { paths: ['gen/api/out.js'] });
    write('gen/api/out.js', '1');
    await watch.reported('gen/api/out.js');
    watch.calls.length = 0;
    rmSync(path('gen'), { recursive: true });
    await watch.reported('gen/api/out.js');
    watch.calls.length = 0;
    write('gen/api/out.js', '2');
    await watch.reported('gen/api/out.js');
  });

  test('files in nested new directories are never missed', async () => {
    const { root, write } = project();
    const watch = await watching(root, { debounceMs: 5 });
    for (let i = 0; i < 25; i++) {
      write(`d${i}/e/f/g.js`, '1');
      await watch.reported(`d${i}/e/f/g.js`);
    }
  });

  test('a directory removed and made again, or replaced, is still watched', async () => {
    const { root, path, write } = project({ 'src/sub/a.js': '1', 'other/a.js': '9' });
    const watch = await watching(root, { paths: ['src'] });
    rmSync(path('src/sub'), { recursive: true });
    write('src/sub/a.js', '2');
    await watch.reported('src/sub/a.js');
    watch.calls.length = 0;
    write('src/sub/a.js', '3');
    await watch.reported('src/sub/a.js');
    watch.calls.length = 0;
    renameSync(path('src/sub'), path('gone'));
    renameSync(path('other'), path('src/sub'));
    await watch.reported('src/sub/a.js');
    watch.calls.length = 0;
    write('src/sub/a.js', '10');
    await watch.reported('src/sub/a.js');
  });

  test('a directory made again is watched, although the old one is still the working directory of something', async () => {
    const { root, path, write } = project({ 'src/a.js': '1' });
    const watch = await watching(root, { debounceMs: 1 });
    for (let turns = 0; turns < 10; turns++) {
      const held = openSync(path('src'), 'r');
      rmSync(path('src'), { recursive: true });
      for (let i = 0; i < turns; i++) await turn();
      for (const text of ['2', '3']) {
        watch.calls.length = 0;
        write('src/a.js', `${turns} ${text}`);
        await watch.reported('src/a.js');
      }
      closeSync(held);
    }
  });

  test('two services that watch the same directory both see on when it is made again', async () => {
    const { root, path, write } = project({ 'src/sub/a.js': '1', 'src/sub/b.js': '1', 'src/sub/deep/c.js': '1' });
    const watches = [await watching(root, {}), await watching(root, { paths: ['src'], debounceMs: 60 })];
    for (const text of ['2', '4']) {
      rmSync(path('src/sub'), { recursive: true });
      write('src/sub/a.js', text);
      write('src/sub/deep/c.js', text);
      for (const watch of watches) await watch.reported('src/sub/deep/c.js');
      for (const watch of watches) watch.calls.length = 0;
      write('src/sub/deep/c.js', `${text} again`);
      for (const watch of watches) await watch.reported('src/sub/deep/c.js');
      for (const watch of watches) watch.calls.length = 0;
    }
  });

  test('a file that becomes a directory is watched as one', async () => {
    const { root, path, write } = project({ a: '1' });
    const watch = await watching(root, {});
    unlinkSync(path('a'));
    write('a/b.js', '1');
    await watch.reported('a/b.js');
    watch.calls.length = 0;
    write('a/b.js', '2');
    await watch.reported('a/b.js');
  });

  test('a directory that goes takes its files with it', async () => {
    const { root, path } = project({ 'src/x/a.js': '1', 'src/x/y/b.js': '1' });
    const watch = await watching(root, { paths: ['src'] });
    renameSync(path('src/x'), path('elsewhere'));
    await watch.reported('src/x/a.js');
    expect(watch.calls).toEqual([['src/x/a.js', 'src/x/y/b.js']]);
  });

  test('links are followed, to files and directories, and a circle ends', async () => {
    const { root, path, write } = project({ 'lib/a.js': '1', 'lib/conf.yml': '1' });
    mkdirSync(path('src'));
    symlinkSync('../lib', path('src/lib'));
    symlinkSync('..', path('src/circle'));
    symlinkSync('lib/conf.yml', path('conf.yml'));
    const watch = await watching(root, { paths: ['src', 'conf.yml'] });
    write('lib/a.js', '2');
    await watch.reported('src/lib/a.js');
    expect(watch.calls).toEqual([['src/lib/a.js']]);
    write('lib/conf.yml', '2');
    await watch.reported('conf.yml');
  });

  test('what a link leads to, outside of what is watched, may be made again', async () => {
    const { path, write } = project({ 'outside/conf.yml': '1', 'project/a.js': '' });
    symlinkSync('../outside/conf.yml', path('project/conf.yml'));
    const watch = await watching(path('project'), {});
    for (const text of ['2', '3']) {
      unlinkSync(path('outside/conf.yml'));
      write('outside/conf.yml', text);
      await watch.reported('conf.yml');
      watch.calls.length = 0;
      write('outside/conf.yml', `${text} again`);
      await watch.reported('conf.yml');
      watch.calls.length = 0;
    }
  });

  if (areRead)
    test('polling, for file systems that report nothing', async () => {
      vi.stubEnv('CHOKIDAR_USEPOLLING', '1');
      onTestFinished(() => void vi.unstubAllEnvs());
      const { root, write } = project({ 'src/a.js': '1' });
      const watch = await watching(root, {});
      // What changes before the first look at a file is not seen.
      const writer = setInterval(() => write('src/a.js', String(performance.now())), 250);
      await watch.reported('src/a.js').finally(() => clearInterval(writer));
      write('src/new/b.js', '1');
      await watch.reported('src/new/b.js');
    });

  test('a file above the limit is compared by its size and time', async () => {
    const { root, path, write } = project({ 'big.bin': '' });
    truncateSync(path('big.bin'), 11 * 1024 * 1024);
    const watch = await watching(root, {});
    utimesSync(path('big.bin'), new Date(), new Date(Date.now() + 5000));
    await watch.reported('big.bin');
    write('a.js', '1');
    await watch.reported('a.js');
  });

  test('a file that is written without a pause does not hide the others', async () => {
    const { root, write } = project({ 'app.log': '', 'a.js': '1' });
    const watch = await watching(root, { debounceMs: 200 });
    const writer = setInterval(() => write('app.log', String(performance.now())), 20);
    write('a.js', '2');
    await watch.reported('a.js').finally(() => clearInterval(writer));
  });

  test('after close nothing is reported', async () => {
    const { root, write } = project({ 'a.js': '1' });
    const [closed, other] = [await watching(root, {}), await watching(root, {})];
    await closed.close();
    write('a.js', '2');
    await other.reported('a.js');
    expect(closed.calls).toEqual([]);
  });
});

test('with one watch a directory, too, a touch is nothing where the files were read', async () => {
  const { root, path, write } = project({ 'src/a.js': 'same', 'src/last.js': '' });
  const watch = await watchingBy(root, {}, { chokidar: -1, read: 2 });
  utimesSync(path('src/a.js'), new Date(), new Date());
  write('src/a.js', 'same');
  write('src/last.js', 'x');
  await watch.reported('src/last.js');
  expect(watch.calls).toEqual([['src/last.js']]);
});
