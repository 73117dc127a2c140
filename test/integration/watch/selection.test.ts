import { describe, expect, test } from 'vitest';
import { project, WAYS, watching as watchingBy } from './rig.ts';

describe.each(WAYS)('%s', (_way, sizes) => {
  const watching = (root: string, options: Parameters<typeof watchingBy>[1]) => watchingBy(root, options, sizes);

  /** Writes all files, waits until each of `expected` is reported, and then for one that is written last. Gives all that were. */
  async function seen(setup: {
    readonly before?: Readonly<Record<string, string>>;
    readonly watch: Parameters<typeof watching>[1];
    readonly writes: readonly string[];
    readonly expected: readonly string[];
  }): Promise<readonly string[]> {
    const { root, write } = project(setup.before);
    const watch = await watching(root, { debounceMs: 100, ...setup.watch });
    for (const name of setup.writes) write(name, `new ${name}`);
    for (const name of setup.expected) await watch.reported(name);
    const all = watch.calls.flat();
    // What is not to be reported was written before this, and would have been seen before.
    watch.calls.length = 0;
    const last = setup.expected.at(-1) as string;
    write(last, `${last} again`);
    await watch.reported(last);
    return [...new Set([...all, ...watch.calls.flat()])].sort();
  }

  test('globs, in directories that are new, too', async () => {
    const writes = ['src/a.ts', 'src/a.css', 'src/new/deep/b.ts', 'lib/c.ts', 'x.json', 'sub/y.json', 'src/last.ts'];
    const expected = ['src/a.ts', 'src/last.ts', 'src/new/deep/b.ts', 'x.json'];
    expect(await seen({ watch: { paths: ['src/**/*.ts', '*.json'] }, writes, expected })).toEqual(expected);
  });

  test('a path with brackets that is there is no pattern', async () => {
    const before = { 'app/[slug]/page.tsx': '1' };
    const paths = ['app/[slug]/page.tsx'];
    const writes = ['app/s/page.tsx', 'app/[slug]/page.tsx'];
    expect(await seen({ before, watch: { paths }, writes, expected: paths })).toEqual(paths);
  });

  test('ignore files are obeyed, the nested ones too, and so is `ignore`', async () => {
    const before = {
      '.gitignore': 'dist/\n*.log\n',
      'api/.gitignore': 'gen\n!keep.log\n',
      'dist/x.js': '',
      'api/gen/x.js': '',
    };
    const writes = [
      'dist/x.js',
      'a.log',
      'api/b.log',
      'api/gen/x.js',
      'gen/y.js',
      'api/keep.log',
      'tests/t.js',
      'last.js',
    ];
    const expected = ['api/keep.log', 'gen/y.js', 'last.js'];
    expect(await seen({ before, watch: { paths: ['.'], ignore: ['tests'] }, writes, expected })).toEqual(expected);
  });

  test('what is never a source is left out', async () => {
    const writes = [
      'node_modules/m/i.js',
      '.git/HEAD',
      '.zdev/api.log',
      '.a.js.swp',
      'a.js~',
      '#a.js#',
      '4913',
      'last.js',
    ];
    const expected = ['last.js'];
    expect(await seen({ watch: { paths: ['.'] }, writes, expected })).toEqual(expected);
  });

  test('what is named itself counts, although an ignore file lists it', async () => {
    const before = { '.gitignore': 'dist\nbuild\n', 'dist/out.js': '1', 'dist/other.js': '1', 'build/a.js': '1' };
    const watch = { paths: ['dist/out.js', 'build', 'node_modules/pkg'] };
    const writes = ['dist/other.js', 'dist/out.js', 'node_modules/pkg/i.js', 'node_modules/other/i.js', 'build/a.js'];
    const expected = ['build/a.js', 'dist/out.js', 'node_modules/pkg/i.js'];
    expect(await seen({ before, watch, writes, expected })).toEqual(expected);
  });

  test('a changed ignore file takes effect, and files that it no longer lists do not count as changed', async () => {
    const { root, write } = project({ '.gitignore': 'gen\n', 'gen/a.js': '1', 'gen/b.js': '1' });
    const watch = await watching(root, {});
    write('.gitignore', '');
    await watch.reported('.gitignore');
    // When the new file has been read is not told: write until it shows.
    const writer = setInterval(() => write('gen/a.js', String(performance.now())), 60);
    await watch.reported('gen/a.js').finally(() => clearInterval(writer));
    expect(watch.calls.flat()).not.toContain('gen/b.js');
  });

  test('what is named itself still counts when an ignore file begins to list it', async () => {
    const { root, write } = project({ '.gitignore': '', 'gen/a.js': '1', 'other/b.js': '1' });
    const watch = await watching(root, { paths: ['gen', 'other', '.gitignore'] });
    write('.gitignore', 'gen\nother/b.js\n');
    await watch.reported('.gitignore');
    const writer = setInterval(() => write('gen/a.js', String(performance.now())), 60);
    await watch.reported('gen/a.js').finally(() => clearInterval(writer));
  });

  test('paths are relative to the directory of the service, and may lie outside the project', async () => {
    const { root, write } = project({ 'shared/a.js': '1', 'repo/api/src/a.js': '1' });
    const watch = await watching(`${root}/repo`, { dir: `${root}/repo/api`, paths: ['src', '../../shared'] });
    write('repo/api/src/a.js', '2');
    await watch.reported('api/src/a.js');
    write('shared/a.js', '2');
    await watch.reported('../shared/a.js');
  });
});
