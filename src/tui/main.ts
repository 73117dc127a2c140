import type { RpcClient } from '../rpc/client.ts';
import { pressed } from './actions/actions.ts';
import { type Context, info, type Outcome, problem } from './actions/context.ts';
import { interrupted } from './actions/view.ts';
import { type AttachedTerminal, attachTerminal } from './attach/attached-terminal.ts';
import type { Curtain } from './curtain.ts';
import { startFeed } from './feed.ts';
import type { History } from './history.ts';
import { createFrameRenderer } from './ink/renderer.tsx';
import { createLogScreen } from './logs/log-screen.ts';
import { createLogs } from './logs/logs.ts';
import { entryOf } from './model/entry.ts';
import { layoutOfModel } from './model/frame.ts';
import { linesOf } from './model/lines.ts';
import { initialModel, type Model } from './model/model.ts';
import { moused } from './mouse.ts';
import { createPace } from './pace.ts';
import { createRequests } from './requests.ts';
import { createScreen } from './screen.ts';
import { createCompositor } from './term/compositor.ts';
import type { InputEvent } from './term/event.ts';
import { createLeave } from './term/leave.ts';

/** How the screen ended: the user left it, or the supervisor ended (because he said so, or otherwise). */
export type TuiEnd = 'detached' | 'ended';

/** What the screen is shown with. */
export interface TuiOptions {
  /** The terminal, taken over already. */
  readonly curtain: Curtain;
  readonly client: RpcClient;
  readonly project: string;
  readonly stateDir: string;
  /** This program started the supervisor; null for a guest. Detaching tells it to stay. */
  readonly owned: { detach(): void } | null;
  readonly history: History;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What there is to say at the beginning. */
  readonly notices: readonly string[];
}

/** The screen of `zdev up`, until the user leaves it or the supervisor ends. The terminal is given back by the caller. */
export async function runTui(options: TuiOptions): Promise<TuiEnd> {
  const { curtain, client, env, owned } = options;
  const { session, look } = curtain;
  const renderer = await createFrameRenderer();
  const logs = createLogs();
  const logScreen = createLogScreen(logs);
  const compositor = createCompositor({ write: session.write, onDrain: session.onDrain });
  const screen = createScreen({ renderer, compositor, logs, logScreen });
  let model: Model = initialModel({ ...look, ...session.size(), project: options.project, owner: owned !== null });
  let attached: AttachedTerminal | null = null;
  let leave: ReturnType<typeof createLeave> | null = null;
  let end: (how: TuiEnd) => void = () => {};
  const over = new Promise<TuiEnd>((resolve) => {
    end = resolve;
  });

  const pace = createPace({
    remote: env['SSH_CONNECTION'] !== undefined,
    paint: () => screen.paint(model, attached),
    paintLog: () => screen.paintLog(model, attached),
    isStale: () => screen.isStale(model),
    model: () => model,
    tick(nowMs) {
      logs.tick(nowMs);
      if (model.message && model.message.untilMs <= nowMs) model = { ...model, message: null };
    },
  });
  compositor.onReady(pace.everything);

  const context = (key: string): Context => ({
    model,
    key,
    nowMs: Date.now(),
    ground: (of) => logScreen.ground(of, layoutOfModel(of).pane),
    hits: (of) => logScreen.hits(of),
  });

  function set(change: Partial<Model>): void {
    const before = model;
    model = { ...model, ...change };
    keepPlace(before);
    pace.everything();
  }

  function follow({ set: change = {}, ask = [] }: Outcome): void {
    set(change);
    for (const request of ask) carryOut(request);
  }

  /** Where the reader has stopped, lines stay; where he has left, they go. */
  function keepPlace(before: Model): void {
    if (model.viewports === before.viewports) return;
    for (const [key, viewport] of model.viewports) {
      if (viewport !== before.viewports.get(key))
        (key === '*' ? logs.all : logs.of(key)).pin(viewport.follow ? null : viewport.top);
    }
  }

  const carryOut = createRequests({
    client,
    session,
    logs,
    history: options.history,
    stateDir: options.stateDir,
    env,
    model: () => model,
    set,
    attach,
    redraw() {
      compositor.reset();
      pace.now();
    },
    quit,
  });

  async function attach(name: string): Promise<void> {
    set({ view: 'one', selection: null });
    attached = await attachTerminal({
      client,
      name,
      pane: layoutOfModel(model).pane,
      color: model.color,
      changed: pace.log,
      ended: () => leaveTerminal(info(`${name} has ended; ⏎ attaches again when it runs`, Date.now())),
    });
    leave = createLeave({
      typed: attached.type,
      left: () => leaveTerminal(info(`left ${name}; it goes on`, Date.now())),
    });
    set({ attached: name, message: null });
  }

  function leaveTerminal(said: Partial<Model>): void {
    attached?.close();
    attached = null;
    leave = null;
    set({ attached: null, ...said });
  }

  function quit(how: 'detach' | 'stop' | 'kill'): void {
    if (how === 'detach') {
      owned?.detach();
      return end('detached');
    }
    set({ stopping: model.stopping ?? 'stopping everything' });
    client.call('system.down', { force: how === 'kill' }).catch((error: Error) => set(problem(error.message)));
    watchTheEnd();
  }

  /** Who is still alive, and for how long, is told anew every second. */
  let watching: NodeJS.Timeout | undefined;
  function watchTheEnd(): void {
    watching ??= setInterval(() => {
      client.call('service.snapshot', {}).then(
        ({ stopping }) => set({ stopping }),
        () => clearInterval(watching),
      );
    }, 1000);
  }

  function receive(event: InputEvent): void {
    if (event.type === 'key') follow(pressed(context(event.key), event.text));
    else if (event.type === 'paste') {
      // A paste is text, never keys: it goes where text is being written, or nowhere.
      if (model.prompt || model.dialog?.is === 'palette') follow(pressed(context('paste'), event.text));
    } else {
      if (event.action === 'press' || event.action === 'release') session.setMotion(event.action === 'press');
      follow(moused(context('mouse'), event));
    }
  }

  function resized(): void {
    compositor.reset();
    model = { ...model, ...session.size() };
    attached?.resize(layoutOfModel(model).pane);
    pace.now();
  }

  const listening = [
    curtain.onEvent(receive, (bytes) => {
      leave?.write(bytes);
      return leave !== null;
    }),
    session.onResize(resized),
  ];
  void client.closed.then(() => end('ended'));
  session.onGone(() => {
    // Nobody looks any more. The supervisor notices that its owner is gone, and stops everything in order.
    if (owned) quit('stop');
    else end('detached');
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () =>
      owned
        ? follow(model.stopping ? interrupted(context('ctrl+c')) : { ask: [{ ask: 'quit', how: 'stop' }] })
        : end('detached'),
    );
  }

  const snapshot = await startFeed({
    client,
    logs,
    model: () => model,
    events: { changed: set, output: pace.log },
  });
  const nowMs = Date.now();
  const entries = snapshot.services.map((row) => entryOf(row, nowMs));
  const selected = linesOf({ entries, layers: false }).find(({ name }) =>
    entries.some(({ row }) => row.name === name && row.kind !== 'target'),
  );
  set({ entries, project: snapshot.project, stopping: snapshot.stopping, selected: selected?.name ?? null });
  if (options.notices.length > 0) set(problem(options.notices.join('; ')));

  const how = await over;
  for (const stop of listening) stop();
  clearInterval(watching);
  pace.stop();
  attached?.close();
  renderer.close();
  return how;
}
