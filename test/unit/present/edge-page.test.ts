import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { edgePage, type NotReady } from '../../../src/present/edge-page.ts';

const WHY: NotReady = {
  project: 'shop',
  name: 'web',
  reason: 'blocked (db: failed)',
  lines: ['web: blocked', '  requires db: failed: exit code 1'],
  roots: [
    {
      name: 'db',
      reason: 'failed: exit code 1',
      details: ['error of run 2: x'],
      next: ['zdev start db'],
      output: ['no space'],
    },
  ],
  wait: '/.zdev/wait?seen=k1',
};

test('the page holds the chain, the causes, what to do and the last output', () => {
  const page = edgePage(WHY);
  for (const text of [
    '<title>web is not ready · shop</title>',
    'web: blocked\n  requires db: failed: exit code 1',
    '<h2>db: failed: exit code 1</h2>',
    'error of run 2: x',
    'next: zdev start db',
    '<pre>no space</pre>',
    'data-wait="/.zdev/wait?seen=k1"',
  ])
    expect(page).toContain(text);
});

test('only the script of the page may run: its hash is in the rules of the page', () => {
  const page = edgePage(WHY);
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text ?? '');
  expect(scripts).toHaveLength(1);
  const hash = createHash('sha256').update(scripts[0]!).digest('base64');
  expect(page).toContain(`script-src 'sha256-${hash}'`);
  expect(page).toContain("default-src 'none'");
});

test('nothing that a service, a project or its output says is markup, and nothing comes from elsewhere', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='a'>&amp;\x1b[31mred\x1b]0;title\x07`;
  const root = { name: evil, reason: evil, details: [evil], next: [evil], output: [evil, evil] };
  const page = edgePage({ project: evil, name: evil, reason: evil, lines: [evil, evil], roots: [root], wait: evil });
  const bare = edgePage({ ...WHY, roots: [{ ...WHY.roots[0]!, output: ['a', 'b'] }] });
  const tags = (text: string) => [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/data-wait="[^"]*"/, ''));
  expect(tags(page)).toEqual(tags(bare));
  expect(page).not.toContain('\x1b');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/https?:|src=[^x]|url\(/);
});

test('a service without causes has no empty parts', () => {
  const page = edgePage({ ...WHY, reason: 'starting', lines: ['web: starting'], roots: [] });
  expect(page).not.toMatch(/<h2>|<ul>|<pre>/);
});
