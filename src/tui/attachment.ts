import type { RpcClient } from '../rpc/client.ts';
import { info } from './actions/context.ts';
import { type AttachedTerminal, attachTerminal } from './attach/attached-terminal.ts';
import { layoutOfModel } from './model/frame.ts';
import type { Model } from './model/model.ts';
import { createLeave, type Leave } from './term/leave.ts';

/** The one service whose terminal the keys may go to. */
export interface Attachment {
  /** What is shown in place of the log; null when no service is attached. */
  readonly terminal: AttachedTerminal | null;
  attach(name: string): Promise<void>;
  /** Gives bytes to the program, if there is one: true. */
  take(bytes: Buffer): boolean;
  /** The pane has another size. */
  resized(): void;
  close(): void;
}

export function createAttachment(options: {
  readonly client: RpcClient;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
  /** There is something new on its screen. */
  readonly changed: () => void;
  /** What was typed after the leave key. */
  readonly typed: (bytes: Buffer) => void;
}): Attachment {
  const { client, model, set, changed } = options;
  let terminal: AttachedTerminal | null = null;
  let leave: Leave | null = null;

  function end(text: string): void {
    close();
    set({ attached: null, ...info(text, Date.now()) });
  }

  function close(): void {
    terminal?.close();
    terminal = null;
    leave = null;
  }

  return {
    get terminal() {
      return terminal;
    },
    async attach(name) {
      set({ selected: name, selection: null });
      let isOver = false;
      const opened = await attachTerminal({
        client,
        name,
        pane: layoutOfModel(model()).pane,
        color: model().color,
        changed,
        ended() {
          isOver = true;
          end(`${name} has ended; enter attaches again when it runs`);
        },
      });
      if (isOver) return opened.close();
      // Enter may have been pressed twice.
      close();
      terminal = opened;
      leave = createLeave({
        typed: opened.type,
        left(rest) {
          end(`left ${name}; it goes on`);
          if (rest.length > 0) options.typed(rest);
        },
      });
      set({ attached: name, message: null });
    },
    take(bytes) {
      if (!leave) return false;
      leave.write(bytes);
      return true;
    },
    resized: () => terminal?.resize(layoutOfModel(model()).pane),
    close,
  };
}
