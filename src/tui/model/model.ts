import type { Mistake } from '../../present/mistake.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import type { LevelFilter } from '../logs/level.ts';
import type { Matcher, Query } from '../logs/query.ts';
import type { Viewport } from '../logs/viewport.ts';
import type { Entry } from './entry.ts';
import type { Keymap, Mode } from './keymap.ts';
import type { ScreenProblem } from './problems.ts';
import type { Theme } from './theme.ts';
import type { Usage } from './usage.ts';

/** What stands in front of everything else. */
export type Dialog =
  | { readonly is: 'quit' }
  /** `dependents` lose what they require. */
  | { readonly is: 'stop'; readonly names: readonly string[]; readonly dependents: readonly string[] }
  | { readonly is: 'kill'; readonly names: readonly string[] }
  | { readonly is: 'free-port'; readonly name: string; readonly text: string }
  | { readonly is: 'help'; readonly scroll: number }
  | { readonly is: 'palette'; readonly query: string; readonly index: number };

/** A line that is being typed. */
export interface Prompt {
  readonly is: 'search' | 'filter';
  readonly text: string;
  readonly regex: boolean;
  /** Which of the earlier queries it is; null for a new one. */
  readonly earlier: number | null;
  /** Where the view was before, to go back to. */
  readonly before: Viewport;
}

/** A query with what it compiles to. */
export interface Sought {
  readonly query: Query;
  readonly matcher: Matcher;
}

/** Lines that are selected, by number, from where the selection began to where it is now. */
export interface Selection {
  readonly anchor: number;
  readonly head: number;
}

/** A character of a log: the number of its line, and its column in the text of that line as it is shown. */
export interface Spot {
  readonly number: number;
  readonly column: number;
}

/** A part of one line that is selected by mouse, by the columns of the shown text: `from` is in it, `to` is not. */
export interface SelectedPart {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** A press of the mouse button over the log. */
export interface Press {
  readonly spot: Spot;
  readonly atMs: number;
  /** The part of the log that was on the screen before. It stays where it is while the button is down. */
  readonly before: Viewport;
}

/** What was said to the user last. */
export interface Message {
  readonly text: string;
  readonly level: 'info' | 'error';
  /** Errors stay until a key is pressed. In milliseconds since 1970. */
  readonly untilMs: number;
}

/** What `d` shows of the selected service, beside what is known of it anyway. */
export interface Details {
  readonly name: string;
  /** The chain of causes, a line each. */
  readonly lines: readonly string[];
  /** Where it ends. */
  readonly roots: readonly Problem[];
  readonly usage: { readonly memoryBytes: number; readonly cpuPercent: number } | null;
  /** First row that is shown. */
  readonly scroll: number;
}

/** Everything that the screen shows, but for the lines of the logs. Immutable. */
export interface Model {
  readonly project: string;
  readonly entries: readonly Entry[];
  /** Everything is being stopped: who is still alive, and why. */
  readonly stopping: string | null;
  /** What is wrong with the config, or with the watching of files. */
  readonly mistakes: readonly Mistake[];
  /** What is not as wanted, the worst first. */
  readonly problems: readonly ScreenProblem[];
  /** This screen started the supervisor, which ends with it; false for a guest. */
  readonly owner: boolean;
  /** What keys do. */
  readonly keymap: Keymap;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: Theme;
  /** What the services use, by name; empty where it is not shown. */
  readonly usage: ReadonlyMap<string, Usage>;

  /** Null: all services. */
  readonly selected: string | null;
  /** Which row was selected before all services were, to go back to. */
  readonly before: string | null;
  readonly marked: ReadonlySet<string>;
  readonly muted: ReadonlySet<string>;
  readonly layers: boolean;
  readonly treeHidden: boolean;
  /** Columns of the tree beside the log; null for the usual ones. */
  readonly treeWidth: number | null;
  readonly zoom: boolean;
  /** What arrows move in. */
  readonly focus: 'tree' | 'log';
  readonly mouse: boolean;

  /** By `viewKey`. One that is not here follows. */
  readonly viewports: ReadonlyMap<string, Viewport>;
  /** By `viewKey`: lines before this number are cleared away. */
  readonly floors: ReadonlyMap<string, number>;
  /** Columns that are scrolled away at the left. */
  readonly left: number;
  readonly wrap: boolean;
  /** JSON and logfmt lines are shown as they were printed. */
  readonly raw: boolean;
  readonly timestamps: boolean;
  readonly search: Sought | null;
  /** What was searched for and filtered by, the last first. */
  readonly queries: readonly Query[];
  /** The line of the match that was gone to last. */
  readonly hit: number | null;
  readonly filter: Sought | null;
  /** Only lines of these levels are shown; null for all. */
  readonly level: LevelFilter | null;
  readonly selection: Selection | null;
  /** What the mouse has selected within one line. */
  readonly part: SelectedPart | null;
  /** Where the mouse button went down over the log; null when it is up. */
  readonly drag: Press | null;
  /** The last press that was released where it began: another one there soon after makes a double click. */
  readonly click: Press | null;

  readonly dialog: Dialog | null;
  readonly prompt: Prompt | null;
  readonly details: Details | null;
  /** The service whose program gets the keys. */
  readonly attached: string | null;
  readonly message: Message | null;
  /** This screen has asked for the end of everything: Ctrl-C now kills. */
  readonly stopAsked: boolean;
}

/** The screen before anything has come. */
export function initialModel(given: {
  readonly project: string;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: Theme;
  readonly keymap: Keymap;
  readonly mouse: boolean;
  readonly owner: boolean;
}): Model {
  return {
    ...given,
    entries: [],
    usage: new Map(),
    stopping: null,
    mistakes: [],
    problems: [],
    selected: null,
    before: null,
    marked: new Set(),
    muted: new Set(),
    layers: false,
    treeHidden: false,
    treeWidth: null,
    zoom: false,
    focus: 'tree',
    viewports: new Map(),
    floors: new Map(),
    left: 0,
    wrap: false,
    raw: false,
    queries: [],
    timestamps: false,
    search: null,
    hit: null,
    filter: null,
    level: null,
    selection: null,
    part: null,
    drag: null,
    click: null,
    dialog: null,
    prompt: null,
    details: null,
    attached: null,
    message: null,
    stopAsked: false,
  };
}

/** What the keys mean now. */
export function modeOf(model: Model): Mode {
  if (model.dialog) return model.dialog.is;
  if (model.prompt) return 'prompt';
  if (model.attached !== null) return 'attach';
  if (model.selection) return 'select';
  return model.details ? 'details' : 'main';
}

/** The log that is shown: of the selected service, of a target's members (by the target's name), or (`*`) of all. */
export function viewKey({ selected }: Pick<Model, 'selected'>): string {
  return selected ?? '*';
}

/** Whether the lines of several services stand among each other in the shown log. */
export function showsMany(model: Pick<Model, 'selected' | 'entries'>): boolean {
  return model.selected === null || entryNamed(model, model.selected)?.row.kind === 'target';
}

/** The service of a name. */
export function entryNamed(model: Pick<Model, 'entries'>, name: string | null): Entry | undefined {
  return model.entries.find(({ row }) => row.name === name);
}
