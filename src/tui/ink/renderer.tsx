import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import chalk from 'chalk';
import { render } from 'ink';
import type { FrameView } from '../model/frame.ts';
import { Frame } from './frame.tsx';
import { loadLayoutEngine } from './shims/yoga.ts';

/** Draws frames with Ink, into strings: what is put on the terminal, and how, is the compositor's business. */
export interface FrameRenderer {
  /** The rows of a frame, each with its styles and at most as wide as the screen. */
  readonly draw: (view: FrameView) => readonly string[];
  close(): void;
}

/** A terminal that Ink may write to: its last frame is kept, and that is all. */
class Sink extends EventEmitter {
  columns = 80;
  rows = 24;
  readonly isTTY = false;
  frame = '';

  write(frame: string): boolean {
    this.frame = frame;
    return true;
  }
}

/** Loads what Ink needs. Its `debug` mode hands over each frame at once and whole, without moving a cursor. */
export async function createFrameRenderer(): Promise<FrameRenderer> {
  await loadLayoutEngine();
  // Bold and reverse are wanted also where there are to be no colours: those are left out of the frame itself.
  chalk.level = 2;
  const sink = new Sink();
  const options = {
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: new Sink() as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  };
  let ink: ReturnType<typeof render> | undefined;
  return {
    draw(view) {
      sink.columns = view.layout.columns;
      sink.rows = view.layout.rows;
      if (ink) ink.rerender(<Frame view={view} />);
      else ink = render(<Frame view={view} />, options);
      return sink.frame.split('\n');
    },
    close: () => ink?.unmount(),
  };
}
