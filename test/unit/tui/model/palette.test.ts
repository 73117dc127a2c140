import { describe, expect, test } from 'vitest';
import { KEYMAP } from '../../../../src/tui/model/keymap.ts';
import { paletteEntries } from '../../../../src/tui/model/palette.ts';
import { keysReference } from '../../../../src/tui/model/reference.ts';
import { modelOf, row } from '../rows.ts';

const found = (query: string) =>
  paletteEntries(modelOf([row('api'), row('redis'), row('web-api')]), query).map(({ label }) => label);

describe('the palette', () => {
  test('has every command but those that make no sense without their key, and then the services', () => {
    const commands = KEYMAP.filter(({ keyOnly }) => !keyOnly).map(({ label }) => label);
    expect(found('')).toEqual([...commands, 'go to api', 'go to redis', 'go to web-api']);
    expect(found('')).not.toContain('the entry above');
  });

  test('finds what begins with the query first, then words that do, then what has it, then its letters in order', () => {
    expect(found('st').slice(0, 4)).toEqual([
      'start, with what it needs',
      'stop',
      'quit: detach, or stop all',
      'restart',
    ]);
    expect(found('vi').slice(0, 2)).toEqual(['clear the view (`g` brings it back)', 'previous warning or error']);
    expect(found('api').slice(0, 2)).toEqual(['go to api', 'go to web-api']);
    expect(found('rstrt')).toEqual(['restart', 'restart, with what requires it']);
    expect(found('RESTART')[0]).toBe('restart');
  });

  test('finds a service by its name, and not by what its entry says', () => {
    expect(found('go to')).not.toContain('go to api');
  });

  test('finds nothing where letters are missing', () => expect(found('xyzzy')).toEqual([]));

  test('says with which key a command is had without it', () => {
    const [zoom] = paletteEntries({ entries: [] }, 'only the log');
    expect(zoom).toEqual({ is: 'command', action: 'zoom', label: 'only the log, without a frame', key: 'z' });
  });
});

describe('the reference of keys', () => {
  const rows = keysReference()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  test('has every row of the key map, with all its keys', () => {
    const missing = KEYMAP.filter(
      ({ keys, label }) => !rows.includes(`| ${keys.map((key) => `\`${key}\``).join(' ')} | ${label} |`),
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
