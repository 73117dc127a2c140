import { describe, expect, test } from 'vitest';
import { KEYMAP } from '../../../../src/tui/model/keymap.ts';
import { paletteEntries } from '../../../../src/tui/model/palette.ts';
import { keysReference } from '../../../../src/tui/model/reference.ts';
import { modelOf, row } from '../rows.ts';

const found = (query: string) =>
  paletteEntries(modelOf([row('api'), row('redis'), row('web-api')]), query).map(({ label }) => label);

describe('the palette', () => {
  test('has every command but those that make no sense without their key, and the services: the most useful first', () => {
    const commands = KEYMAP.filter(({ keyOnly }) => !keyOnly).map(({ label }) => label);
    expect([...found('')].sort()).toEqual([...commands, 'logs of api', 'logs of redis', 'logs of web-api'].sort());
    expect(found('').slice(0, 3)).toEqual(['this help', 'quit: detach, or stop all', 'attach: keys go to the program']);
    expect(found('').indexOf('logs of api')).toBeLessThan(found('').indexOf('mouse on or off'));
    expect(found('')).not.toContain('the entry above');
  });

  test('finds what begins with the query first, then words that do, then what has it, then its letters in order', () => {
    expect(found('st').slice(0, 3)).toEqual(['start, with its dependencies', 'stop', 'stop api']);
    expect(found('vi')[0]).toBe('clear the view (`g` brings it back)');
    expect(found('api').slice(0, 2)).toEqual(['logs of api', 'restart api']);
    expect(found('rstrt').slice(0, 2)).toEqual(['restart', 'restart api']);
    expect(found('RESTART')[0]).toBe('restart');
  });

  test.each([
    ['restart redis', 'restart redis'],
    ['rest red', 'restart redis'],
    ['logs of api', 'logs of api'],
    ['signal api hup', 'signal api HUP'],
    ['stop web', 'stop web-api'],
    ['attach api', 'attach to api'],
  ])('%s finds %s', (query, label) => expect(found(query)[0]).toBe(label));

  test('finds nothing where letters are missing', () => expect(found('xyzzy')).toEqual([]));

  test('says with which key a command is had without it', () => {
    const [zoom] = paletteEntries({ entries: [], keymap: KEYMAP }, 'only the log');
    expect(zoom).toEqual({ is: 'command', action: 'zoom', label: 'show only the log, without a frame', key: 'z' });
  });
});

describe('the reference of keys', () => {
  const rows = keysReference()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  test('has every row of the key map, with all its keys', () => {
    const missing = KEYMAP.filter(
      ({ keys, label, action }) =>
        !rows.includes(`| ${keys.map((key) => `\`${key}\``).join(' ')} | ${label} | \`${action}\` |`),
    );
    expect(missing).toEqual([]);
  });

  test('has a row once below a heading', () => {
    for (const section of keysReference().split('\n## ').slice(1)) {
      const own = section.split('\n').filter((line) => line.startsWith('| `'));
      expect(new Set(own).size, section.slice(0, 20)).toBe(own.length);
      expect(own.length).toBeGreaterThan(0);
    }
  });
});
