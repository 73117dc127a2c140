import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, fakeStream } from './fake-output.ts';

const W = '\x1b[36mweb    | \x1b[0m';
const D = '\x1b[33mdb     | \x1b[0m';

function terminal(color = true) {
  const { out, stream } = fakeStream({ terminal: true, color });
  return { out, stream, web: stream.sink('web'), db: stream.sink('db') };
}

function shown(latin1: string, color = true): string {
  const { out, web } = terminal(color);
  web.write(bytes(latin1));
  return out.text;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('of escape sequences', () => {
  test.each([
    ['clear screen', 'a\x1b[2J\x1b[3Jb'],
    ['cursor', 'a\x1b[10;5H\x1b[1A\x1b[Kb'],
    ['alternate screen', 'a\x1b[?1049hb'],
    ['bracketed paste, mouse', 'a\x1b[?2004h\x1b[?1003hb'],
    ['key modes that look like colours', 'a\x1b[>4;2m\x1b[?4mb'],
    ['title, ended by BEL', 'a\x1b]0;title\x07b'],
    ['clipboard, ended by ST', 'a\x1b]52;c;aGVsbG8=\x1b\\b'],
    ['device control', 'a\x1bP1$r0m\x1b\\b'],
    ['screen title', 'a\x1bktitle\x1b\\b'],
    ['full reset', 'a\x1bcb'],
    ['character sets', 'a\x1b(0\x0e\x0fb'],
    ['save and restore', 'a\x1b7\x1b8b'],
    ['bell, backspace, tabs', 'a\x07\x08\x0b\x0c\x7fb'],
    ['8-bit controls in UTF-8', 'a\xc2\x9b\xc2\x85b'],
    ['8-bit controls that appear when a sequence is taken out', 'a\xc2\x1b[2J\xc2\x9bb'],
    ['8-bit controls that are no part of a character', 'a\x9b\x90\x9d\x85b'],
    ['what turns the direction', 'a\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\xd8\x9cb'],
    ['what would turn the direction once something is taken out', 'a\xe2\x80\x1b[2J\xaeb'],
    ['conceal', 'a\x1b[8m\x1b[08mb'],
    ['a lone ESC', 'a\x1b\x07b'],
    ['a sequence within a sequence', 'a\x1b\x1b[2J\x1b[?25lb'],
  ])('no %s', (_, text) => {
    expect(shown(`${text}\n`)).toBe(`${W}ab\n`);
  });

  test('what is not one stays: the text of a title without end, NUL, tabs, UTF-8, invalid UTF-8', () => {
    expect(shown('\x1b]0;no end\n')).toBe(`${W}0;no end\n`);
    const text = '\x00\tgr\xc3\xbc\xc3\x9fe \xd0\x9b \xe2\x94\x80 \xf0\x9f\x98\x80 \xff\xfe\xe4';
    expect(shown(`${text}\n`)).toBe(`${W}${text}\n`);
  });

  test('colours pass, and end with the row', () => {
    expect(shown('\x1b[31mred\x1b[39m\n')).toBe(`${W}\x1b[31mred\x1b[39m\x1b[0m\n`);
    expect(shown('\x1b[1;31mred\nalso red\x1b[0m\nplain\n')).toBe(
      `${W}\x1b[1;31mred\x1b[0m\n${W}\x1b[1;31malso red\x1b[0m\x1b[0m\n${W}plain\n`,
    );
  });

  test('colours do not reach the rows of others', () => {
    const { out, web, db } = terminal();
    web.write(bytes('\x1b[38;5;0;4mx\n'));
    db.write(bytes('plain\n'));
    web.write(bytes('y\n'));
    expect(out.text).toBe(`${W}\x1b[38;5;0;4mx\x1b[0m\n${D}plain\n${W}\x1b[4;38;5;0my\x1b[0m\n`);
  });

  test('none pass without colour', () => {
    expect(shown('\x1b[31mred\x1b[39m\n', false)).toBe('web    | red\n');
  });

  test('one split over chunks is one', () => {
    const { out, web } = terminal();
    for (const byte of 'a\x1b]52;c;QUJD\x07b\x1b[3') web.write(bytes(byte));
    vi.advanceTimersByTime(199);
    web.write(bytes('1mc\n'));
    expect(out.text).toBe(`${W}ab\x1b[31mc\x1b[0m\n`);
  });
});

describe('carriage returns', () => {
  test('at the end of a line belong to the line end', () => {
    expect(shown('a\r\nb\r\r\n\r\n')).toBe(`${W}a\n${W}b\n${W}\n`);
  });

  test('within a line leave what a terminal would show in the end', () => {
    expect(shown('10%\r50%\r100%\n')).toBe(`${W}100%\n`);
    expect(shown('10%\r100%\r\x1b[K\r\n')).toBe(`${W}100%\n`);
    expect(shown('\x1b[32m10%\r20%\n')).toBe(`${W}\x1b[32m20%\x1b[0m\n`);
    expect(shown('\r\r\n')).toBe(`${W}\n`);
  });

  test('redraw a progress bar in place while nobody else prints', () => {
    const { out, web, db } = terminal();
    web.write(bytes('10%\r'));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe(`${W}10%`);
    web.write(bytes('20%\r'));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe(`${W}10%\r${W}20%\x1b[K`);
    db.write(bytes('x\n'));
    web.write(bytes('30%\r\n'));
    expect(out.text).toBe(`${W}10%\r${W}20%\x1b[K\n${D}x\n${W}30%\n`);
  });

  test('begin a new row on a terminal that knows no sequences', () => {
    const { out, web } = terminal(false);
    web.write(bytes('100%'));
    vi.advanceTimersByTime(199);
    web.write(bytes('\r5%\n'));
    expect(out.text).toBe('web    | 100%\nweb    | 5%\n');
  });
});

describe('an unfinished line', () => {
  test('is shown within 200 ms if it looks like a prompt, and continues in the same row', () => {
    const { out, web, db } = terminal();
    db.write(bytes('busy\n'));
    web.write(bytes('Name: '));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe(`${D}busy\n${W}Name: `);
    web.write(bytes('me'));
    vi.advanceTimersByTime(199);
    web.write(bytes('...\nnext\n'));
    expect(out.text).toBe(`${D}busy\n${W}Name: me...\n${W}next\n`);
  });

  test('is shown in any form if no other service prints, and continues in the same row', () => {
    const { out, web } = terminal();
    web.write(bytes('work'));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe(`${W}work`);
    web.write(bytes('ing'));
    vi.advanceTimersByTime(199);
    web.write(bytes('...\nnext\n'));
    expect(out.text).toBe(`${W}working...\n${W}next\n`);
  });

  test('that looks like no prompt is held back while others print', () => {
    const { out, web, db } = terminal();
    db.write(bytes('1\n'));
    web.write(bytes('lin'));
    vi.advanceTimersByTime(1900);
    db.write(bytes('2\n'));
    web.write(bytes('e 421\n'));
    expect(out.text).toBe(`${D}1\n${D}2\n${W}line 421\n`);
  });

  test('is printed again as a whole when another service has printed after its beginning', () => {
    const { out, web, db } = terminal();
    web.write(bytes('\x1b[31mwork'));
    vi.advanceTimersByTime(199);
    db.write(bytes('x\n'));
    web.write(bytes('ing\x1b[m\nnext\n'));
    const early = `${W}\x1b[31mwork\x1b[0m\n${D}x\n`;
    expect(out.text).toBe(`${early}${W}\x1b[31mworking\x1b[m\x1b[0m\n${W}next\n`);
  });

  test('is shown again when it has grown and looks like a prompt', () => {
    const { out, web, db } = terminal(false);
    web.write(bytes('Name: '));
    vi.advanceTimersByTime(199);
    db.write(bytes('x\n'));
    vi.advanceTimersByTime(1000);
    expect(out.text).toBe('web    | Name: \ndb     | x\n');
    web.write(bytes('me, Age: '));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe('web    | Name: \ndb     | x\nweb    | Name: me, Age: ');
    web.write(bytes('7\n'));
    expect(out.text).toBe('web    | Name: \ndb     | x\nweb    | Name: me, Age: 7\n');
  });

  test.each(['\n', '\r\n'])('that was complete leaves no empty row when it ends in %j', (end) => {
    const { out, stream, web } = terminal(false);
    web.write(bytes('Continue? '));
    vi.advanceTimersByTime(199);
    stream.say('hi');
    web.write(bytes(`${end}next\n`));
    expect(out.text).toBe('web    | Continue? \nzdev   | hi\nweb    | next\n');
  });

  test('does not tear a character in two', () => {
    const { out, web, db } = terminal(false);
    web.write(bytes('gr\xc3'));
    vi.advanceTimersByTime(199);
    db.write(bytes('x\n'));
    web.write(bytes('\xbcn\n'));
    expect(out.text).toBe('web    | gr\ndb     | x\nweb    | gr\xc3\xbcn\n');
  });

  test('in colour leaves no colour behind', () => {
    const { out, web, db } = terminal();
    web.write(bytes('\x1b[31mred? '));
    vi.advanceTimersByTime(199);
    db.write(bytes('x\n'));
    expect(out.text).toBe(`${W}\x1b[31mred? \x1b[0m\n${D}x\n`);
  });

  test('is printed when the run ends', () => {
    const { out, web, db } = terminal(false);
    web.write(bytes('shown? '));
    vi.advanceTimersByTime(199);
    db.write(bytes('\x1b[2Jbye\x1b['));
    db.end();
    web.end();
    expect(out.text).toBe('web    | shown? \ndb     | bye\n');
  });

  test('asks for no timer once it is shown', () => {
    const { web } = terminal();
    web.write(bytes('work\x1b['));
    vi.advanceTimersByTime(500);
    expect(vi.getTimerCount()).toBe(0);
  });
});
