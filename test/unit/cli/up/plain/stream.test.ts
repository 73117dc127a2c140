import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, fakeStream } from './fake-output.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 9, 5, 7) });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('rows', () => {
  test('carry time, padded name and a bar', () => {
    const { out, stream } = fakeStream({ names: ['web', 'worker.1'], timestamps: true });
    stream.sink('web').write(bytes('hello\n\nworld\n'));
    stream.sink('worker.1').write(bytes('x\n'));
    expect(out.text).toBe(
      '09:05:07 web      | hello\n09:05:07 web      | \n09:05:07 web      | world\n09:05:07 worker.1 | x\n',
    );
  });

  test('show the time at which they were read', () => {
    const { out, stream } = fakeStream({ timestamps: true });
    const web = stream.sink('web');
    web.write(bytes('a\n'));
    vi.setSystemTime(new Date(2026, 10, 23, 23, 59, 58));
    web.write(bytes('b\n'));
    expect(out.text).toBe('09:05:07 web    | a\n23:59:58 web    | b\n');
  });

  test('are coloured by service up to and including the bar', () => {
    const { out, stream } = fakeStream({ color: true, timestamps: true });
    stream.sink('web').write(bytes('a\n'));
    stream.sink('db').write(bytes('b\n'));
    expect(out.text).toBe('\x1b[36m09:05:07 web    | \x1b[0ma\n\x1b[33m09:05:07 db     | \x1b[0mb\n');
  });

  test('widen for a name that comes up later', () => {
    const { out, stream } = fakeStream();
    stream.sink('a-later-service').write(bytes('a\n'));
    stream.sink('web').write(bytes('b\n'));
    expect(out.text).toBe('a-later-service | a\nweb             | b\n');
  });

  test('keep all bytes: NUL, invalid UTF-8, carriage returns, escapes', () => {
    const { out, stream } = fakeStream();
    stream.sink('web').write(bytes('\x00\xff\xfe\x80 50%\r100%\r\n\x1b[2J\x1b]0;t\x07\n'));
    expect(out.text).toBe('web    | \x00\xff\xfe\x80 50%\r100%\r\nweb    | \x1b[2J\x1b]0;t\x07\n');
  });

  test('are put together from chunks, whoever writes between', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const db = stream.sink('db');
    web.write(bytes('one, '));
    db.write(bytes('x'));
    web.write(bytes('two, '));
    db.write(bytes('y\nz'));
    web.write(bytes('three\nfour'));
    db.end();
    web.end();
    expect(out.text).toBe('db     | xy\nweb    | one, two, three\ndb     | z\nweb    | four\n');
  });

  test('copy what they keep: the chunk is used again', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const chunk = bytes('abc');
    web.write(chunk);
    chunk.fill('x');
    web.write(bytes('\n'));
    expect(out.text).toBe('web    | abc\n');
  });

  test('a line of 10 MB comes out unchanged, and so does one written byte by byte', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const piece = bytes('0123456789abcdef'.repeat(4096));
    for (let i = 0; i < 160; i++) web.write(piece);
    for (let i = 0; i < 5000; i++) web.write(bytes('.'));
    web.write(bytes('\n'));
    expect(out.text.length).toBe('web    | '.length + 160 * 65536 + 5000 + 1);
    expect(out.text === `web    | ${piece.toString().repeat(160)}${'.'.repeat(5000)}\n`).toBe(true);
  });

  test('an endless line is printed in parts, not kept', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const piece = bytes('x'.repeat(1024 * 1024));
    for (let i = 0; i < 40; i++) web.write(piece);
    expect(out.text.length).toBeGreaterThan(32 * 1024 * 1024);
    web.write(bytes('\n'));
    expect(out.text.length).toBe('web    | '.length + 40 * 1024 * 1024 + 1);
  });
});

describe('the end', () => {
  test('prints what has no newline, of runs that have ended and of those that have not', async () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    web.write(bytes('bye'));
    web.end();
    web.end();
    stream.sink('db').write(bytes('still here'));
    await stream.end();
    expect(out.text).toBe('web    | bye\ndb     | still here\n');
    expect(out.endTimeoutMs).toBe(1000);
  });

  test('waits for what runs still have while the reader takes it', async () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    out.blocked = true;
    web.write(bytes('1\n'));
    web.onDrain(() => {
      out.blocked = true;
      web.write(bytes('2\n3'));
      web.onDrain(() => {
        web.write(bytes('4\n5'));
        web.end();
      });
    });
    out.end = async () => out.drain();
    await stream.end();
    expect(out.text).toBe('web    | 1\nweb    | 2\nweb    | 34\nweb    | 5\n');
  });

  test('does not wait for runs whose reader takes nothing', async () => {
    const { out, stream } = fakeStream();
    out.blocked = true;
    stream.sink('web').write(bytes('1\n2'));
    await stream.end();
    expect(out.text).toBe('web    | 1\nweb    | 2\n');
  });

  test('a second run begins a new row', () => {
    const { out, stream } = fakeStream();
    const first = stream.sink('web');
    first.write(bytes('first'));
    first.end();
    stream.sink('web').write(bytes('second\n'));
    expect(out.text).toBe('web    | first\nweb    | second\n');
  });
});

describe('zdev itself', () => {
  test('prints in rows with its own name, or with the name of a service', () => {
    const { out, stream } = fakeStream();
    stream.say('SIGINT received\nstopping');
    stream.say('started → pid 17', 'db');
    expect(Buffer.from(out.text, 'latin1').toString()).toBe(
      'zdev   | SIGINT received\nzdev   | stopping\nzdev   | db: started → pid 17\n',
    );
  });

  test('colours the name of the service that it speaks about', () => {
    const { out, stream } = fakeStream({ color: true });
    stream.say('ready', 'db');
    expect(out.text).toBe('\x1b[1mzdev   | \x1b[0m\x1b[33mdb\x1b[0m: ready\n');
  });
});

describe('a slow reader', () => {
  test('stops the sources, and starts them again', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    expect(web.write(bytes('a\n'))).toBe(true);
    out.blocked = true;
    expect(web.write(bytes('b\n'))).toBe(false);
    const resume = vi.fn();
    web.onDrain(resume);
    expect(resume).not.toHaveBeenCalled();
    out.drain();
    expect(resume).toHaveBeenCalledOnce();
    expect(web.write(bytes('c\n'))).toBe(true);
  });

  test('one that went away is reported', () => {
    const { out, stream } = fakeStream();
    const gone = vi.fn();
    stream.onReaderGone(gone);
    out.leave();
    expect(gone).toHaveBeenCalledOnce();
  });
});
