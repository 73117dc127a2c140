import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProcfile } from '../../../src/config/procfile.ts';
import { brief, load } from './project.ts';

describe('a Procfile', () => {
  test('every ignored line is a warning at its place', async () => {
    const project = await load({ Procfile: 'web: puma\n\n# c\n  # d\n  worker: x\nnonsense\nweb.api: y\nend:\n' });
    expect(brief(project)).toEqual([5, 6, 7, 8].map((line) => `Procfile:${line}:1 warning ignored-line`));
  });

  test('a byte order mark has no effect', async () => {
    const project = await load({ Procfile: '\uFEFFweb: puma\n' });
    expect(project).toMatchObject({ services: [{ name: 'web', exec: 'puma' }], bareProcfile: true, diagnostics: [] });
  });

  test('a duplicate is an error at the second line, which names the first', async () => {
    const project = await load({ Procfile: 'web: a\nweb: b\n' });
    expect(project.diagnostics).toMatchObject([
      { severity: 'error', code: 'duplicate-name', file: 'Procfile', line: 2, column: 1, source: 'web: b' },
    ]);
    expect(project.diagnostics[0]!.message).toContain('line 1');
  });

  test('a name with a special meaning elsewhere is a warning, but not a release that a zinit.toml makes a oneshot', async () => {
    const Procfile = 'release: x\nall: y\nsystem: z\nweb: a \\\n';
    const warned = [1, 2, 3, 4].map((line) => `Procfile:${line}:1 warning procfile-doubt`);
    const project = await load({ Procfile });
    expect(brief(project)).toEqual(warned);
    expect(project.diagnostics.every(({ hint }) => hint !== null)).toBe(true);
    const settled = await load({ Procfile, 'zinit.toml': '[services.release]\noneshot = true\n' });
    expect(brief(settled)).toEqual(warned.slice(1));
    expect(brief(await load({ Procfile, 'zinit.toml': '[services.release]\ndir = "."\n' }))).toEqual(warned);
  });

  test('a file without entries is an error', async () => {
    expect(brief(await load({ Procfile: '# nothing\n' }))).toEqual(['Procfile error no-processes']);
  });

  test('foreman gives 5 s between the stop signal and SIGKILL', async () => {
    const { services } = await load({ Procfile: 'web: puma\n' });
    expect(services).toMatchObject([{ status: 'start', lifecycle: { stopTimeoutMs: 5000, restart: 'on-failure' } }]);
    expect(services[0]).not.toHaveProperty('port');
  });

  test('any text: never throws, and every accepted line is an entry or reported', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '_'), minLength: 1, maxLength: 4 });
    const entry = fc.tuple(name, fc.constantFrom(':', ': ', ':\t'), fc.stringMatching(/^[a-z$'"\\#: ]*x$/));
    const line = fc.oneof(
      fc.string(),
      entry.map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines.join(end);
        const { entries, problems } = parseProcfile({ file: 'Procfile', text });
        for (const [at, raw] of text.split(/\r\n|\n|\r/).entries()) {
          const [, wanted, command] = /^([A-Za-z0-9_-]+):[ \t]*([a-z$'"\\#: ]*x)$/.exec(raw) ?? [];
          if (wanted === undefined) continue;
          const found = entries.find(({ line }) => line === at + 1);
          const place = expect.objectContaining({ line: at + 1 });
          if (found === undefined)
            expect(problems).toContainEqual(expect.objectContaining({ code: 'duplicate-name', place }));
          else expect(found).toMatchObject({ name: wanted, command });
        }
      }),
    );
  });
});
