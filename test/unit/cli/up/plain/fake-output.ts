import { createPlainStream, type PlainOutput, type PlainStream } from '../../../../../src/cli/up/plain/stream.ts';

/** An output that keeps what it gets, and can be made to push back. */
export class FakeOutput implements PlainOutput {
  text = '';
  blocked = false;
  endTimeoutMs: number | null = null;
  #resumes: (() => void)[] = [];
  #gone: ((error: Error) => void)[] = [];

  write(bytes: string): boolean {
    this.text += bytes;
    return !this.blocked;
  }

  onDrain(resume: () => void): void {
    this.#resumes.push(resume);
  }

  onGone(callback: (error: Error) => void): void {
    this.#gone.push(callback);
  }

  end(timeoutMs: number): Promise<void> {
    this.endTimeoutMs = timeoutMs;
    return Promise.resolve();
  }

  drain(): void {
    this.blocked = false;
    for (const resume of this.#resumes.splice(0)) resume();
  }

  leave(): void {
    for (const callback of this.#gone.splice(0)) callback(new Error('EPIPE'));
  }
}

/** A stream without colours and times into a fake output, unless the options say otherwise. */
export function fakeStream(options: Partial<Parameters<typeof createPlainStream>[0]> = {}): {
  out: FakeOutput;
  stream: PlainStream;
} {
  const out = new FakeOutput();
  const stream = createPlainStream({
    out,
    names: ['web', 'db'],
    color: false,
    timestamps: false,
    terminal: false,
    nowDate: () => new Date(),
    ...options,
  });
  return { out, stream };
}

export function bytes(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
