import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import chalk from 'chalk';
import { render } from 'ink';
import type { FrameView } from '../model/frame.ts';
import { Frame } from './frame.tsx';
import { loadLayoutEngine } from './shims/yoga.ts';

/** Draws frames with Ink, into strings. The compositor puts them on the terminal. */
export interface FrameRenderer {
  /** The rows of a frame with their styles, each at most as wide as the screen. */
  readonly draw: (view: FrameView) => readonly string[];
  close(): void;
}

/** A terminal for Ink that only keeps the last frame. */
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

/** Loads what Ink needs. In its `debug` mode, Ink writes each whole frame at once, without moving a cursor. */
export async function createFrameRenderer(): Promise<FrameRenderer> {
  await loadLayoutEngine();
  // Bold and reverse are needed even without colours; the frame itself then contains no colours.
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
