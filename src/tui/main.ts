import type { RpcClient } from '../rpc/client.ts';
import type { Snapshot } from '../rpc/results.ts';
import type { Infer } from '../rpc/shape.ts';
import { handleKey } from './actions/actions.ts';
import { type ActionResult, type Context, problem } from './actions/context.ts';
import { showLine, showOldest } from './actions/logs.ts';
import { createAttachment } from './attachment.ts';
import { startFeed } from './feed.ts';
import { handleMouse } from './handle-mouse.ts';
import type { FrameRenderer } from './ink/renderer.tsx';
import { keepChoices, readChoices } from './kept-choices.ts';
import type { LogHistory } from './log-history.ts';
import { createLogScreen } from './logs/log-screen.ts';
import { createLogs } from './logs/logs.ts';
import { FOLLOW } from './logs/viewport.ts';
import { begun, choicesOf } from './model/choices.ts';
import { layoutOfModel, scrolledTo } from './model/frame.ts';
import { isOver } from './model/message.ts';
import { entryNamed, initialModel, type Model, showsMany, viewKey } from './model/model.ts';
import { mistakeProblems, problemsNow } from './model/problems.ts';
import { entryOf } from './model/service-entry.ts';
import { themeOn } from './model/theme.ts';
import type { Notifier, Notify } from './notifier.ts';
import { createOlderLines } from './older-lines.ts';
import { drawPlainly } from './plain-frame.ts';
import { createQuitting, type TuiEnd } from './quitting.ts';
import { createRenderScheduler } from './render-scheduler.ts';
import { createRequests } from './requests.ts';
import { createSampler } from './sampler.ts';
import { createScreen } from './screen.ts';
import { tellingLine } from './telling-line.ts';
import { createCompositor } from './term/compositor.ts';
import type { InputEvent } from './term/input-event.ts';
import { createTerminalSizes } from './terminal-sizes.ts';
import type { TerminalTakeover } from './terminal-takeover.ts';

const PROBLEMS_EVERY_MS = 900;
/** By then, the first output of the services is on the screen. While Ink is loaded, nothing is painted. */
const INK_AFTER_MS = 150;

/** What the screen needs. */
export interface TuiOptions {
  /** The terminal, already taken over. */
  readonly takeover: TerminalTakeover;
  readonly client: RpcClient;
  readonly stateDir: string;
  /** This program started the supervisor; false for a guest. */
  readonly owner: boolean;
  readonly history: LogHistory;
  /** Loads the code that draws the frame. */
  readonly loadRenderer: () => Promise<FrameRenderer>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How to notify about a failure while the terminal has no focus. */
  readonly notify: Notify;
  /** Whether SIGHUP ends the screen; not if `nohup` started it. */
  readonly hangup: boolean;
  /** Messages for the beginning. */
  readonly notices: readonly string[];
}

/** Runs the screen of `zdev up` until the user leaves it or the supervisor ends. The caller restores the terminal. */
export async function runTui(options: TuiOptions): Promise<TuiEnd> {
  const { takeover, client, env, owner } = options;
  const { session, appearance } = takeover;
  // The code that draws the frame is loaded after the first output is on the screen. That output does not need it.
  let renderer: FrameRenderer = { draw: drawPlainly, close() {} };
  const logs = createLogs(createTerminalSizes(client, () => paneSize()));
  const logScreen = createLogScreen(logs);
  const compositor = createCompositor({ write: session.write, onDrain: session.onDrain });
  const screen = createScreen({ drawsFrames: () => renderer.draw, compositor, logs, logScreen });
  const known = readChoices(options.stateDir);
  const choices = keepChoices(options.stateDir, known);
  let model: Model = initialModel({ ...appearance, ...session.size(), project: '', owner });
  const current = () => model;
  const notifier = await openNotifier(options, () => model.project);
  /** The size of the terminals of services, for which programs draw. */
  const paneSize = () => {
    const { width, height } = layoutOfModel(model).pane;
    return { columns: Math.max(width, 1), rows: Math.max(height, 1) };
  };

  const attachment = createAttachment({
    client,
    model: current,
    set,
    changed: () => scheduler.log(),
    typed: takeover.type,
    setGuest: session.setGuest,
  });
  const quitting = createQuitting({ client, owner, model: current, set });
  const scheduler = createRenderScheduler({
    remote: env['SSH_CONNECTION'] !== undefined,
    paint() {
      model = { ...model, problems: problems() };
      model = scrolledTo(model, screen.paint(model, attachment.terminal));
    },
    paintLog: () => screen.paintLog(model, attachment.terminal),
    isStale: () => screen.isStale(model),
    model: current,
    tick(nowMs) {
      logs.tick(nowMs);
      if (model.message && isOver(model.message, nowMs)) model = { ...model, message: null };
    },
  });
  compositor.onReady(scheduler.everything);
  const redraw = () => {
    compositor.reset();
    scheduler.now();
  };
  const requests = createRequests({
    client,
    session,
    logs,
    history: options.history,
    older: createOlderLines({
      logs,
      history: options.history,
      model: current,
      set,
      hits: () => logScreen.hits(model),
      show: (number) => set({ hit: number, ...showLine(context(''), number) }),
      showOldest: () => set(showOldest(context(''))),
    }),
    stateDir: options.stateDir,
    env,
    model: current,
    set,
    attach: attachment.attach,
    redraw,
    quit: quitting.quit,
  });

  let problemsAtMs = 0;
  let problemsOf: Pick<Model, 'entries' | 'mistakes'> | null = null;

  /** Computed again after each change, and every second for what grows with time. */
  function problems(): Model['problems'] {
    const nowMs = Date.now();
    if (model.stopping !== null) return [];
    const isSame = model.entries === problemsOf?.entries && model.mistakes === problemsOf.mistakes;
    if (isSame && nowMs - problemsAtMs < PROBLEMS_EVERY_MS) return model.problems;
    problemsOf = model;
    problemsAtMs = nowMs;
    return [
      ...problemsNow(model.entries, nowMs, (service, run) => tellingLine(logs, service, run)),
      ...mistakeProblems(model.mistakes),
    ];
  }

  function set(change: Partial<Model>): void {
    const { viewports, selected } = model;
    model = { ...model, ...change };
    // A service that is no longer in the config cannot be shown.
    if (change.entries && model.selected !== null && !entryNamed(model, model.selected))
      model = { ...begun(model, { ...choicesOf(model), selected: null }), details: null };
    if (model.viewports !== viewports || model.selected !== selected) pin();
    choices.keep(model);
    if (change.entries) {
      attachment.rowsChanged();
      notifier?.changed(change.entries);
    }
    scheduler.everything();
  }

  /** Keeps lines at the position of a stopped view, and releases them when it follows again. */
  function pin(): void {
    const key = viewKey(model);
    const viewport = model.viewports.get(key) ?? FOLLOW;
    (showsMany(model) ? logs.all : logs.of(key)).pin(viewport.follow ? null : viewport.top);
  }

  function follow({ set: change = {}, requests: wanted = [] }: ActionResult): void {
    set(change);
    for (const request of wanted) requests.carryOut(request);
  }

  function context(key: string): Context {
    return {
      model,
      key,
      nowMs: Date.now(),
      content: (of) => logScreen.content(of, layoutOfModel(of).pane),
      hits: (of) => logScreen.hits(of),
    };
  }

  function receive(event: InputEvent): void {
    switch (event.type) {
      case 'key':
        return follow(handleKey(context(event.key), event.text));
      case 'paste':
        // Pasted text is never keys: it goes into a prompt or the palette, or is dropped.
        if (model.prompt || model.dialog?.is === 'palette') follow(handleKey(context('paste'), event.text));
        return;
      case 'background':
        // Until there is something to draw, the first frame stays.
        model = { ...model, theme: themeOn(event.color) };
        return model.entries.length > 0 ? set({}) : undefined;
      case 'mouse':
        if (event.action === 'press' || event.action === 'release') session.setMotion(event.action === 'press');
        return follow(handleMouse(context('mouse'), event));
    }
  }

  async function loadInk(): Promise<void> {
    renderer = await options.loadRenderer();
    scheduler.everything();
  }

  function begin({ project, services, stopping, mistakes }: Infer<typeof Snapshot>): void {
    const nowMs = Date.now();
    set({ entries: services.map((row) => entryOf(row, nowMs)), project, stopping, mistakes });
    set(begun(model, known));
  }

  const stopListening = takeover.onEvent(receive, attachment.take);
  session.onResize(() => {
    model = { ...model, ...session.size() };
    attachment.resized();
    redraw();
  });
  session.onRepaint(redraw);
  session.onGone(quitting.gone);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, quitting.gone);
  if (options.hangup) process.on('SIGHUP', quitting.gone);

  const events = { began: begin, changed: set, output: scheduler.log };
  await startFeed({ client, logs, model: current, events }).catch((error: Error) => {
    // The supervisor has ended, and `quitting` handles that. Checks the name, because each chunk has its own copy of
    // the class.
    if (error.name !== 'ConnectionLost') throw error;
  });
  const sampler = createSampler({ client, model: current, set });
  const loading = setTimeout(() => void loadInk(), INK_AFTER_MS);
  if (options.notices.length > 0) set(problem(options.notices.join('; ')));

  const how = await quitting.over;
  await requests.terminalIsOurs().catch(() => {});
  stopListening();
  quitting.close();
  clearTimeout(loading);
  scheduler.stop();
  sampler.close();
  notifier?.close();
  choices.close();
  attachment.close();
  renderer.close();
  return how;
}

/** Null if the user wants no notifications: then nothing is loaded for them, and the terminal is asked nothing. */
async function openNotifier({ takeover, env, notify }: TuiOptions, project: () => string): Promise<Notifier | null> {
  if (notify === 'off') return null;
  const { createNotifier } = await import('./notifier.ts');
  return createNotifier({ how: notify, session: takeover.session, env, project });
}
