import type { RpcClient } from '../rpc/client.ts';
import { info } from './actions/context.ts';
import { type AttachedTerminal, attachTerminal } from './attach/attached-terminal.ts';
import { guestModes } from './attach/guest-modes.ts';
import { createProgramInput, type ProgramInput } from './attach/program-input.ts';
import { layoutOfModel } from './model/frame.ts';
import { entryNamed, type Model } from './model/model.ts';
import { createDetachKey, type DetachKey } from './term/detach-key.ts';
import type { GuestModes } from './term/terminal-session.ts';

/** The one service whose terminal may get the keys. */
export interface Attachment {
  /** Shown instead of the log; null if no service is attached. */
  readonly terminal: AttachedTerminal | null;
  attach(name: string): Promise<void>;
  /** Sends bytes to the program. Returns false if none is attached. */
  take(bytes: Buffer): boolean;
  /** The pane has another size. */
  resized(): void;
  /** Services have changed: the attached one may have a new run. */
  rowsChanged(): void;
  close(): void;
}

const CTRL_BRACKET = 0x1d;

/** A service stays attached after its run has ended: keys go to the next run, or are dropped, until the detach key. */
export function createAttachment(options: {
  readonly client: RpcClient;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
  /** Its screen has changed. */
  readonly changed: () => void;
  /** What was typed after the detach key. */
  readonly typed: (bytes: Buffer) => void;
  /** Sets these modes on the terminal too. */
  readonly setGuest: (modes: GuestModes | null) => void;
}): Attachment {
  const { client, model, set, changed, setGuest } = options;
  let terminal: AttachedTerminal | null = null;
  let name: string | null = null;
  let input: ProgramInput | null = null;
  let leave: DetachKey | null = null;
  let isOver = false;
  let isOpening = false;
  /** The service changed while its next run was being opened. */
  let hasChanged = false;
  /** Input while the terminal is being connected is for the program already. */
  let opening: { readonly typed: Buffer[] } | null = null;

  const pane = () => layoutOfModel(model()).pane;
  const handModes = () => setGuest(terminal && !isOver ? guestModes(terminal.modes, model().mouse) : null);

  function end(text: string): void {
    close();
    set({ attached: null, ...info(text, Date.now()) });
  }

  function close(): void {
    terminal?.close();
    terminal = null;
    name = null;
    leave = null;
    input = null;
    isOver = false;
    setGuest(null);
  }

  /** Null if the run has ended meanwhile, or another service was requested. */
  async function open(of: string): Promise<AttachedTerminal | null> {
    let hasEnded = false;
    let mine: AttachedTerminal | null = null;
    const opened = await attachTerminal({
      client,
      name: of,
      pane: pane(),
      color: model().color,
      changed,
      moded() {
        if (terminal === mine) handModes();
      },
      ended() {
        hasEnded = true;
        if (mine !== null && terminal === mine) ended();
      },
    });
    mine = opened;
    await Promise.resolve(); // an end that came with the answer is reported by now
    if (!hasEnded) return opened;
    opened.close();
    return null;
  }

  function show(opened: AttachedTerminal): void {
    terminal?.close();
    terminal = opened;
    isOver = false;
    input = createProgramInput({
      modes: () => opened.modes,
      pane,
      send(bytes) {
        if (!isOver) opened.type(bytes);
      },
      scroll: opened.scroll.bind(opened),
      isScrolled: () => opened.isScrolled,
    });
    handModes();
    changed();
  }

  function ended(): void {
    isOver = true;
    handModes();
    tellEnd();
    changed();
    void reopen();
  }

  /** Says where keys go now. */
  function tellEnd(): void {
    if (!terminal || !isOver || name === null) return;
    const reason = entryNamed(model(), name)?.row.reason ?? '';
    const said = reason === '' || reason === 'running' ? 'has ended' : reason;
    terminal.notice = ` ${name}: ${said}. Keys go nowhere until it runs again; ctrl-] leaves `;
  }

  async function reopen(): Promise<void> {
    hasChanged = isOpening;
    if (!isOver || isOpening || name === null || !terminal) return;
    const row = entryNamed(model(), name)?.row;
    if (!row) return end(`${name} is no longer in the config`);
    if (row.pid === null || row.run <= terminal.run) return;
    isOpening = true;
    const wanted = name;
    try {
      const opened = await open(wanted);
      if (opened && (name !== wanted || !isOver)) opened.close();
      else if (opened) {
        show(opened);
        set(info(`${wanted} runs again: keys go to run ${opened.run}`, Date.now()));
      }
    } catch {
      // It has ended again, or has no terminal this time. The next change leads here again.
    } finally {
      isOpening = false;
    }
    if (hasChanged) await reopen();
  }

  return {
    get terminal() {
      return terminal;
    },
    async attach(wanted) {
      set({ selected: wanted, selection: null, part: null, drag: null });
      const mine = { typed: [] as Buffer[] };
      opening = mine;
      const opened = await open(wanted).catch((error: unknown) => {
        if (opening === mine) opening = null;
        throw error;
      });
      // The user has left it already, or requested another one meanwhile.
      if (opening !== mine) return opened?.close();
      opening = null;
      if (!opened) return set(info(`${wanted} has ended; enter attaches again when it runs`, Date.now()));
      close();
      name = wanted;
      leave = createDetachKey({
        typed: (bytes) => input?.write(bytes),
        left(rest) {
          end(isOver ? `left ${wanted}` : `left ${wanted}; it keeps running`);
          if (rest.length > 0) options.typed(rest);
        },
      });
      show(opened);
      set({ attached: wanted, message: null });
      for (const bytes of mine.typed) leave?.write(bytes);
    },
    take(bytes) {
      if (leave) leave.write(bytes);
      else if (opening && bytes.includes(CTRL_BRACKET)) opening = null;
      else if (opening) opening.typed.push(bytes);
      else return false;
      return true;
    },
    resized() {
      const { width: columns, height: rows } = pane();
      client.call('terminal.fit', { columns, rows }).catch(() => {});
      terminal?.resize(pane());
    },
    rowsChanged() {
      if (!isOver) return;
      tellEnd();
      changed();
      void reopen();
    },
    close,
  };
}
