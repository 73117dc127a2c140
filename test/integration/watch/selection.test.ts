import { describe, expect, test } from 'vitest';
import { project, WAYS, watching as watchingBy } from './rig.ts';

describe.each(WAYS)('%s', (_way, sizes) => {
  const watching = (root: string, options: Parameters<typeof watchingBy>[1]) => watchingBy(root, options, sizes);

  /** Writes all files, then waits for the last, which is reported with or after the others. */
  async function seen(setup: {
    readonly before?: Readonly<Record<string, string>>;
    readonly watch: Parameters<typeof watching>[1];
    readonly writes: readonly string[];
  }): Promise<readonly string[]> {
    const { root, write } = project(setup.before);
    const watch = await watching(root, { debounceMs: 100, ...setup.watch });
    for (const name of setup.writes) write(name, `new ${name}`);
    await watch.reported(setup.writes.at(-1)!);
    return watch.calls.flat();
  }

  test('globs, in directories that are new, too', async () => {
    const writes = ['src/a.ts', 'src/a.css', 'src/new/deep/b.ts', 'lib/c.ts', 'x.json', 'sub/y.json', 'src/last.ts'];
    expect(await seen({ watch: { paths: ['src/**/*.ts', '*.json'] }, writes })).toEqual(
      expect.arrayContaining(['src/a.ts', 'src/last.ts', 'src/new/deep/b.ts', 'x.json']),
    );
    expect(await seen({ watch: { paths: ['src/**/*.ts', '*.json'] }, writes })).toHaveLength(4);
  });

  test('a path with brackets that is there is no pattern', async () => {
    const before = { 'app/[slug]/page.tsx': '1' };
    const paths = ['app/[slug]/page.tsx'];
    expect(await seen({ before, watch: { paths }, writes: ['app/s/page.tsx', 'app/[slug]/page.tsx'] })).toEqual([
      'app/[slug]/page.tsx',
    ]);
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
    const reported = await seen({ before, watch: { paths: ['.'], ignore: ['tests'] }, writes });
    expect([...reported].sort()).toEqual(['api/keep.log', 'gen/y.js', 'last.js']);
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
    expect(await seen({ watch: { paths: ['.'] }, writes })).toEqual(['last.js']);
  });

  test('what is named itself counts, although an ignore file lists it', async () => {
    const before = { '.gitignore': 'dist\nbuild\n', 'dist/out.js': '1', 'dist/other.js': '1', 'build/a.js': '1' };
    const watch = { paths: ['dist/out.js', 'build', 'node_modules/pkg'] };
    const writes = ['dist/other.js', 'dist/out.js', 'node_modules/pkg/i.js', 'node_modules/other/i.js', 'build/a.js'];
    expect([...(await seen({ before, watch, writes }))].sort()).toEqual([
      'build/a.js',
      'dist/out.js',
      'node_modules/pkg/i.js',
    ]);
  });

  test('an ignore file that changes takes effect, and what it brings into view has not changed', async () => {
    const { root, write } = project({ '.gitignore': 'gen\n', 'gen/a.js': '1', 'gen/b.js': '1' });
    const watch = await watching(root, {});
    write('.gitignore', '');
    await watch.reported('.gitignore');
    // When the new file has been read is not told: write until it shows.
    const writer = setInterval(() => write('gen/a.js', String(performance.now())), 60);
    await watch.reported('gen/a.js').finally(() => clearInterval(writer));
    expect(watch.calls.flat()).not.toContain('gen/b.js');
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
