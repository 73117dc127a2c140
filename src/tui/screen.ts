import { viewportOf } from './actions/logs.ts';
import type { AttachedTerminal } from './attach/attached-terminal.ts';
import { createFrameRows, type DrawFrame } from './frame-rows.ts';
import { type LogScreen, seenIn } from './logs/log-screen.ts';
import type { LogView } from './logs/log-view.ts';
import type { Logs } from './logs/logs.ts';
import { createLogPainter } from './logs/paint-log.ts';
import { type FrameView, frameOf, layoutOfModel } from './model/frame.ts';
import { type Model, showsMany } from './model/model.ts';
import type { Compositor } from './term/compositor.ts';

/** Puts the model on the terminal. */
export interface Screen {
  /**
   * Draws the frame and the log rows; unchanged parts are not written. Returns the first visible row of what is
   * scrolled in the frame.
   */
  paint(model: Model, attached: AttachedTerminal | null): number | null;
  /** Draws only the log rows. */
  paintLog(model: Model, attached: AttachedTerminal | null): void;
  /** Whether the logs have changed something in the frame: new lines, matches, unread output. */
  isStale(model: Model): boolean;
}

/** How many lines are checked. A service that prints nothing has only a few lines of zdev. */
const LOOKED_AT = 30;

/** Whether no line is output. */
function isSilent(view: LogView): boolean {
  let number = view.first;
  for (let left = LOOKED_AT; number !== null && left > 0; left--) {
    if (view.at(number)?.kind === 'output') return false;
    const next: number = view.step(number, 1);
    number = next === number ? null : next;
  }
  return true;
}

export function createScreen(options: {
  /** The function that draws whole frames at the moment. */
  readonly drawsFrames: () => DrawFrame;
  readonly compositor: Compositor;
  readonly logs: Logs;
  readonly logScreen: LogScreen;
}): Screen {
  const { drawsFrames, compositor, logs, logScreen } = options;
  const rowsOf = createFrameRows();
  const painter = createLogPainter();
  let view: FrameView | null = null;
  let chrome: readonly string[] = [];
  let facts = '';

  function factsOf(model: Model) {
    const content = logScreen.content(model, layoutOfModel(model).pane);
    const viewport = viewportOf(model);
    const hits = logScreen.hits(model);
    return {
      silent: !showsMany(model) && isSilent(content.view),
      newLines: viewport.follow ? 0 : content.view.countFrom(viewport.seen),
      hits: hits && {
        at: model.hit === null ? 0 : Math.min(hits.indexOf(model.hit) + 1, hits.numbers.length),
        of: hits.numbers.length,
      },
    };
  }

  /** The frame's words as text, to compare. */
  function said(model: Model): string {
    const nowMs = Date.now();
    return JSON.stringify([factsOf(model), model.entries.map(({ row }) => logs.news(row.name, nowMs))]);
  }

  function compose(model: Model, attached: AttachedTerminal | null): void {
    if (!view) return;
    const { layout, dialog, inPane, cover } = view;
    const { pane } = layout;
    const owned = (row: number) =>
      cover !== null || inPane !== null || (dialog && row >= dialog.rect.y && row < dialog.rect.y + dialog.rect.height);
    const lines = attached?.rows(pane) ?? logRows(model, pane);
    compositor.frame({
      columns: layout.columns,
      rows: layout.rows,
      chrome,
      pane,
      lines: lines.map((line, i) => (owned(pane.y + i) ? null : line)),
      cursor: model.attached !== null && !dialog ? (attached?.cursor(pane) ?? null) : null,
    });
  }

  function logRows(model: Model, pane: FrameView['layout']['pane']): readonly string[] {
    const viewport = viewportOf(model);
    return painter.paint({ model, viewport, content: logScreen.content(model, pane), pane });
  }

  return {
    paint(model, attached) {
      logs.looksAt(seenIn(model));
      const nowMs = Date.now();
      view = frameOf(model, { ...factsOf(model), nowMs, news: (name) => logs.news(name, nowMs) });
      facts = said(model);
      chrome = rowsOf(view, drawsFrames());
      compose(model, attached);
      return view.scrolled;
    },
    paintLog: compose,
    isStale: (model) => said(model) !== facts,
  };
}
