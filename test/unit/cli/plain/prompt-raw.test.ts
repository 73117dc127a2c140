import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, fakeStream } from './fake-output.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an unfinished line into a file or pipe', () => {
  test('is shown within 200 ms when it looks like a prompt, and is finished in the same row', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const db = stream.sink('db');
    db.write(bytes('busy\n'));
    web.write(bytes('Continue? '));
    vi.advanceTimersByTime(50);
    expect(out.text).toBe('db     | busy\n');
    vi.advanceTimersByTime(149);
    expect(out.text).toBe('db     | busy\nweb    | Continue? ');
    web.write(bytes('yes\nnext\n'));
    expect(out.text).toBe('db     | busy\nweb    | Continue? yes\nweb    | next\n');
  });

  test('counts from its last byte', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    web.write(bytes('Name'));
    vi.advanceTimersByTime(80);
    web.write(bytes(': '));
    vi.advanceTimersByTime(80);
    expect(out.text).toBe('');
    vi.advanceTimersByTime(80);
    expect(out.text).toBe('web    | Name: ');
  });

  test('is shown whatever it looks like when nobody else prints', () => {
    const { out, stream } = fakeStream();
    stream.sink('db').write(bytes('up\n'));
    vi.advanceTimersByTime(2000);
    stream.sink('web').write(bytes('half'));
    vi.advanceTimersByTime(199);
    expect(out.text).toBe('db     | up\nweb    | half');
  });

  test('is held back when it is half a line and others print, and never torn', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    const db = stream.sink('db');
    db.write(bytes('1\n'));
    web.write(bytes('half '));
    for (let i = 2; i < 6; i++) {
      vi.advanceTimersByTime(500);
      db.write(bytes(`${i}\n`));
    }
    web.write(bytes('line\n'));
    expect(out.text).toBe('db     | 1\ndb     | 2\ndb     | 3\ndb     | 4\ndb     | 5\nweb    | half line\n');
  });

  test('is shown late when the others have fallen silent', () => {
    const { out, stream } = fakeStream();
    stream.sink('db').write(bytes('1\n'));
    stream.sink('web').write(bytes('half '));
    vi.advanceTimersByTime(3000);
    expect(out.text).toBe('db     | 1\nweb    | half ');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('comes once more, whole, when somebody printed after its beginning was shown', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    web.write(bytes('Continue'));
    web.write(bytes('? '));
    vi.advanceTimersByTime(199);
    stream.sink('db').write(bytes('tick\n'));
    web.write(bytes('y'));
    vi.advanceTimersByTime(5000);
    web.write(bytes('es\n'));
    expect(out.text).toBe('web    | Continue? \ndb     | tick\nweb    | Continue? yes\n');
  });

  test('is not repeated when it was whole already', () => {
    for (const rest of ['\n', '\nnext\n', 'end']) {
      const { out, stream } = fakeStream();
      const web = stream.sink('web');
      web.write(bytes('Continue? '));
      vi.advanceTimersByTime(199);
      stream.say('hello');
      if (rest !== 'end') web.write(bytes(rest));
      web.end();
      const next = rest === '\nnext\n' ? 'web    | next\n' : '';
      expect(out.text).toBe(`web    | Continue? \nzdev   | hello\n${next}`);
    }
  });

  test('is ended when the run ends', () => {
    const { out, stream } = fakeStream();
    const web = stream.sink('web');
    web.write(bytes('Continue? '));
    vi.advanceTimersByTime(199);
    web.end();
    stream.say('web ended');
    expect(out.text).toBe('web    | Continue? \nzdev   | web ended\n');
  });

  test('needs no timer while all lines are whole', () => {
    const { stream } = fakeStream();
    stream.sink('web').write(bytes('a\nb\n'));
    expect(vi.getTimerCount()).toBe(0);
  });
});
