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

  test('is printed again as a whole when another service has printed after its beginning', () => {
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

describe.each([false, true])('an unfinished line does not rest (on a terminal: %o)', (terminal) => {
  /** The timers are due; then come turns of the event loop: in each, what can be read is read, then come the immediates. */
  async function turns(...reads: (() => void)[]): Promise<void> {
    vi.advanceTimersByTime(100);
    await afterTimers(...reads);
  }

  async function afterTimers(...reads: (() => void)[]): Promise<void> {
    for (const read of [...reads, () => {}, () => {}]) {
      read();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  beforeEach(() => {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime', 'Date'] });
  });

  test('when its end can be read, and zdev was only too late to read it', async () => {
    const { out, stream } = fakeStream({ terminal });
    const web = stream.sink('web');
    web.write(bytes('lin'));
    await turns(() => {
      stream.sink('db').write(bytes('x\n'));
      web.write(bytes('e 421\n'));
    });
    expect(out.text).toBe('db     | x\nweb    | line 421\n');
  });

  test('when something else kept zdev from reading', async () => {
    const { out, stream } = fakeStream({ terminal });
    const web = stream.sink('web');
    web.write(bytes('lin'));
    const long = () => vi.advanceTimersByTime(500);
    await turns(long, () => {
      expect(out.text).toBe('');
      web.write(bytes('e '));
    });
    expect(out.text).toBe('');
    await turns();
    expect(out.text).toBe('web    | line ');
  });

  test('while the output is not wanted, since nobody reads then', async () => {
    const { out, stream } = fakeStream({ terminal });
    const web = stream.sink('web');
    const db = stream.sink('db');
    out.blocked = true;
    web.write(bytes('a\nlin'));
    db.write(bytes('b\nPass'));
    for (let i = 0; i < 40; i++) await turns();
    expect(out.text).toBe('web    | a\ndb     | b\n');
    out.drain();
    await turns(() => {
      web.write(bytes('e 421\n'));
      db.write(bytes('word: '));
    });
    await turns();
    expect(out.text).toBe('web    | a\ndb     | b\nweb    | line 421\ndb     | Password: ');
  });

  test('because somebody set the clock of the machine', async () => {
    const { out, stream } = fakeStream({ terminal });
    const web = stream.sink('web');
    web.write(bytes('lin'));
    vi.advanceTimersByTime(60);
    web.write(bytes('e '));
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(50);
    await afterTimers();
    expect(out.text).toBe('');
    await turns(() => web.write(bytes('421\n')));
    expect(out.text).toBe('web    | line 421\n');
    vi.setSystemTime(Date.now() - 3_600_000);
    web.write(bytes('Password: '));
    await turns();
    expect(out.text).toBe('web    | line 421\nweb    | Password: ');
  });
});
