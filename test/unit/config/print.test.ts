import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/config/diagnostic.ts';
import { describeProject, formatDiagnostics } from '../../../src/config/print.ts';
import { load } from './project.ts';

const diagnostic: Diagnostic = {
  severity: 'error',
  code: 'unknown-key',
  message: 'unknown key "prt"',
  file: 'zinit.toml',
  line: 12,
  column: 2,
  source: '\tprt = 1',
  hint: 'did you mean "port"?',
};

describe('diagnostics for people', () => {
  test('the message, the place, the line with a caret below the character, and the hint are printed', () => {
    expect(formatDiagnostics([diagnostic], { color: false })).toBe(
      'error: unknown key "prt"\n  --> zinit.toml:12:2\n12 | \tprt = 1\n   | \t^\n  hint: did you mean "port"?\n',
    );
  });

  test('missing parts (file, line, hint) are left out, and errors come last', () => {
    const bare = { ...diagnostic, file: null, line: null, column: null, source: null, hint: null };
    const text = formatDiagnostics([bare, { ...bare, severity: 'warning', message: 'w' }], { color: false });
    expect(text).toBe('warning: w\n\nerror: unknown key "prt"\n');
    expect(formatDiagnostics([], { color: false })).toBe('');
  });

  test('colour adds escape sequences around the same text', () => {
    const colored = formatDiagnostics([diagnostic], { color: true });
    expect(colored).toContain('\u001b[31merror:\u001b[0m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(formatDiagnostics([diagnostic], { color: false }));
  });

  test('the content of a file cannot control the terminal, and a huge line is cut', () => {
    const source = `a = "\u001b]0;x\u0007${'y'.repeat(5000)}"`;
    const text = formatDiagnostics([{ ...diagnostic, source, column: 1 }], { color: false });
    expect(text).not.toMatch(/[\u001b\u0007]/);
    expect(text.length).toBeLessThan(400);
  });
});

test('a project as JSON has the keys of zinit.toml, the whole env, and one entry for each instance', async () => {
  const files = {
    '.env': 'camelCase=1\n',
    Procfile: 'web: puma\n',
    'zinit.toml': '[services.web]\nrequires = []\n[targets.t]\n',
  };
  const json = describeProject(await load(files, { formation: 'web=2' }));
  expect(json.services).toMatchObject([
    { name: 'web.1', exec: 'puma', port: 5000, requires: [], env: { camelCase: '1', PORT: '5000', PS: 'web.1' } },
    { name: 'web.2', exec: 'puma', port: 5001, lifecycle: { stop_timeout_ms: 10_000, stop_signal: 'SIGTERM' } },
    { name: 't', kind: 'target' },
  ]);
  expect(JSON.parse(JSON.stringify(json))).toMatchObject({ project: { name: expect.any(String) }, diagnostics: [] });
});
