import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { project, WAYS, watching as watchingBy } from './rig.ts';

describe.each(WAYS)('%s', (_way, sizes) => {
  const watching = (root: string, options: Parameters<typeof watchingBy>[1]) => watchingBy(root, options, sizes);

  const HAS_GIT = (() => {
    try {
      return execFileSync('git', ['--version']).length > 0;
    } catch {
      return false;
    }
  })();

  test('while git holds its lock nothing is reported, and then everything at once', async () => {
    const { root, path, write } = project({ '.git/HEAD': '', 'api/a.js': '1', 'api/b.js': '1' });
    const watch = await watching(root, { dir: path('api'), debounceMs: 1 });
    const elsewhere = await openElsewhere();
    write('.git/index.lock', '');
    write('api/a.js', '2');
    await elsewhere.isSeen();
    write('api/b.js', '2');
    expect(watch.calls).toEqual([]);
    rmSync(path('.git/index.lock'));
    await watch.reported('api/a.js');
    expect(watch.calls).toEqual([['api/a.js', 'api/b.js']]);
  });

  test('the lock of a linked worktree is found', async () => {
    const { root, path, write } = project({
      'main/.git/worktrees/w/HEAD': '',
      'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
    });
    const watch = await watching(path('w'), { debounceMs: 1 });
    const elsewhere = await openElsewhere();
    write('main/.git/worktrees/w/index.lock', '');
    write('w/a.js', '1');
    await elsewhere.isSeen();
    expect(watch.calls).toEqual([]);
    rmSync(path('main/.git/worktrees/w/index.lock'));
    await watch.reported('a.js');
    expect(root).not.toBe('');
  });

  test('a checkout and a rebase are one call each, and the watch sees on', {
    timeout: 60_000,
    ...needs(HAS_GIT, 'there is no git'),
  }, async () => {
    const { root, write } = project({ 'src/keep.js': '1' });
    const git = (...args: string[]) =>
      promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
    const commit = async (message: string) => {
      await git('add', '-A');
      await git('commit', '-q', '--no-gpg-sign', '-m', message);
    };
    await git('init', '-q', '-b', 'main');
    await commit('first');
    await git('checkout', '-q', '-b', 'topic');
    for (let i = 0; i < 200; i++) write(`src/topic/${i % 10}/${i}.js`, String(i));
    await commit('topic');
    write('src/topic/more.js', '1');
    await commit('more');
    await git('checkout', '-q', 'main');
    write('src/main.js', '1');
    await commit('main');

    // What git has written is looked for after it is done: on a busy machine with pauses in between.
    const watch = await watching(root, { paths: ['src'], debounceMs: 500 });
    await git('checkout', '-q', 'topic');
    await watch.reported('src/topic/0/0.js');
    expect(watch.calls.map((paths) => paths.length)).toEqual([202]);

    watch.calls.length = 0;
    await git('rebase', '-q', 'main');
    await watch.reported('src/main.js');
    expect(watch.calls).toEqual([['src/main.js']]);

    watch.calls.length = 0;
    write('src/topic/0/0.js', 'edited');
    await watch.reported('src/topic/0/0.js');
  });

  /** A project without git: when a change there has been reported, one made before it would have been as well. */
  async function openElsewhere() {
    const { root, write } = project({ 'a.js': '1' });
    const watch = await watching(root, { debounceMs: 100 });
    return {
      async isSeen() {
        write('a.js', '2');
        await watch.reported('a.js');
      },
    };
  }
});
