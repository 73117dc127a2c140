import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const dir = mkdtempSync(join(tmpdir(), 'zdev-package-'));
const at = (name: string) => join(dir, 'package', name);
const read = (name: string) => readFileSync(at(name), 'utf8');
let files: string[] = [];

// `scripts/test-package.mjs` installs the package and runs it; here is what it holds.
beforeAll(() => {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', dir], {
      cwd: root,
      encoding: 'utf8',
    }),
  );
  execFileSync('tar', ['-xf', filename], { cwd: dir });
  files = readdirSync(at(''), { recursive: true, encoding: 'utf8' }).filter((name) => statSync(at(name)).isFile());
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('it holds no compiled code, no list of the build, and no path of the machine that built it', () => {
  expect(files).toContain('dist/zdev.cjs');
  expect(files.filter((name) => /^dist\//.test(name) && !name.endsWith('.cjs'))).toEqual([]);
  const own = [root, homedir()].map((path) => `${path}/`).filter((path) => path !== '/');
  expect(files.filter((name) => own.some((path) => read(name).includes(path)))).toEqual([]);
});

test('every file that a page of it links to is in it', () => {
  const pages = files.filter((name) => name.endsWith('.md'));
  expect(pages).toContain('README.md');
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, link]) => join(dirname(page), link as string))
      .filter((target) => !existsSync(at(target)))
      .map((target) => `${page} -> ${target}`),
  );
  expect(missing).toEqual([]);
});

test('the licence of every package whose code is in it', () => {
  const chunks: Record<string, string[]> = JSON.parse(readFileSync(join(root, 'dist/chunks.json'), 'utf8'));
  const names = Object.values(chunks).flatMap((inputs) =>
    inputs.flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  expect(new Set(names).size).toBeGreaterThan(40);
  const sections = read('THIRD-PARTY-LICENSES').split(/^-{80}$/m);
  for (const name of new Set(names)) {
    const section = sections.find((text) => text.trim().startsWith(`${name} `)) ?? '';
    expect(section, name).toMatch(/copyright|apache license/i);
    expect(section, name).toMatch(/permission|apache license/i);
  }
});

test('package.json says where it comes from, and asks for nothing but what it needs', () => {
  const about = JSON.parse(read('package.json'));
  for (const key of ['repository', 'bugs', 'homepage', 'keywords', 'author', 'license', 'description'])
    expect(about[key], key).toBeTruthy();
  expect(read('LICENSE')).toContain(about.author);
  expect(about.engines).toEqual({ node: '>=20.19' });
  expect(Object.keys(about.dependencies)).toEqual(['node-pty']);
  for (const script of ['preinstall', 'install', 'postinstall']) expect(about.scripts).not.toHaveProperty(script);
});
