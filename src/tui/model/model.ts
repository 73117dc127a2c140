import type { Mistake } from '../../present/mistake.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import type { LevelFilter } from '../logs/level.ts';
import type { Matcher, Query } from '../logs/search-query.ts';
import type { Viewport } from '../logs/viewport.ts';
import type { Keymap, Mode } from './keymap.ts';
import type { ScreenProblem } from './problems.ts';
import type { ServiceEntry } from './service-entry.ts';
import type { Theme } from './theme.ts';
import type { Usage } from './usage.ts';

/** A dialog in front of everything else. */
export type Dialog =
  | { readonly is: 'quit' }
  /** `dependents` lose something that they require. */
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
  /** The position among earlier queries; null for a new query. */
  readonly earlier: number | null;
  /** Where the view was before, to return to. */
  readonly before: Viewport;
}

/** A query, and its compiled form. */
export interface CompiledQuery {
  readonly query: Query;
  readonly matcher: Matcher;
}

/** Selected lines by number, from the start of the selection to its current end. */
export interface Selection {
  readonly anchor: number;
  readonly head: number;
}

/** A character of a log: the number of its line, and its column in the shown text of that line. */
export interface Spot {
  readonly number: number;
  readonly column: number;
}

/** A part of one line that is selected by mouse, in columns of the shown text. `to` is exclusive. */
export interface SelectedPart {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** A press of the mouse button over the log. */
export interface Press {
  readonly spot: Spot;
  readonly atMs: number;
  /** The part of the log that was on the screen before. It stays in place while the button is down. */
  readonly before: Viewport;
}

/** The last message for the user. */
export interface Message {
  readonly text: string;
  readonly level: 'info' | 'error';
  /** In milliseconds since 1970. Errors stay until a key is pressed. */
  readonly untilMs: number;
}

/** What the details (`d`) show of the selected service, besides its row. */
export interface Details {
  readonly name: string;
  /** The chain of causes, one line each. */
  readonly lines: readonly string[];
  /** The ends of that chain. */
  readonly roots: readonly Problem[];
  readonly usage: { readonly memoryBytes: number; readonly cpuPercent: number } | null;
  /** First visible row. */
  readonly scroll: number;
}

/** Everything that the screen shows, except the lines of the logs. Immutable. */
export interface Model {
  readonly project: string;
  readonly entries: readonly ServiceEntry[];
  /** During a stop: which services still run, and why. */
  readonly stopping: string | null;
  /** Mistakes in the config, or in the watching of files. */
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
  /** The resource usage of the services, by name; empty if not shown. */
  readonly usage: ReadonlyMap<string, Usage>;

  /** Null: all services. */
  readonly selected: string | null;
  /** The row that was selected before all services were, to return to. */
  readonly before: string | null;
  readonly marked: ReadonlySet<string>;
  readonly muted: ReadonlySet<string>;
  readonly layers: boolean;
  readonly treeHidden: boolean;
  /** Columns of the tree beside the log; null for the default. */
  readonly treeWidth: number | null;
  readonly zoom: boolean;
  /** Where the arrows move. */
  readonly focus: 'tree' | 'log';
  readonly mouse: boolean;

  /** By `viewKey`. A log that is not here follows its end. */
  readonly viewports: ReadonlyMap<string, Viewport>;
  /** By `viewKey`: lines before this number were cleared away. */
  readonly floors: ReadonlyMap<string, number>;
  /** Columns scrolled away at the left. */
  readonly left: number;
  readonly wrap: boolean;
  /** JSON and logfmt lines are shown as they were printed. */
  readonly raw: boolean;
  readonly timestamps: boolean;
  readonly search: CompiledQuery | null;
  /** Searches and filters so far, the last one first. */
  readonly queries: readonly Query[];
  /** The line of the last visited match. */
  readonly hit: number | null;
  readonly filter: CompiledQuery | null;
  /** Only lines of these levels are shown; null for all. */
  readonly level: LevelFilter | null;
  readonly selection: Selection | null;
  /** The mouse selection within one line. */
  readonly part: SelectedPart | null;
  /** Where the mouse button was pressed over the log; null when it is up. */
  readonly drag: Press | null;
  /** The last press that was released at the same place. Another one there soon after is a double click. */
  readonly click: Press | null;

  readonly dialog: Dialog | null;
  readonly prompt: Prompt | null;
  readonly details: Details | null;
  /** The service whose program gets the keys. */
  readonly attached: string | null;
  readonly message: Message | null;
  /** This screen has requested the end of everything: Ctrl-C now kills. */
  readonly stopAsked: boolean;
}

/** What a screen begins with. */
export interface ScreenOptions {
  readonly project: string;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: Theme;
  readonly keymap: Keymap;
  readonly mouse: boolean;
  readonly owner: boolean;
}

/** The screen before any data has arrived. */
export function initialModel(given: ScreenOptions): Model {
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

/** The current mode, which decides what keys mean. */
export function modeOf(model: Model): Mode {
  if (model.dialog) return model.dialog.is;
  if (model.prompt) return 'prompt';
  if (model.attached !== null) return 'attach';
  if (model.selection) return 'select';
  return model.details ? 'details' : 'main';
}

/** The shown log: of the selected service, of a target's members (by the target's name), or (`*`) of all. */
export function viewKey({ selected }: Pick<Model, 'selected'>): string {
  return selected ?? '*';
}

/** Whether the shown log contains lines of several services. */
export function showsMany(model: Pick<Model, 'selected' | 'entries'>): boolean {
  return model.selected === null || entryNamed(model, model.selected)?.row.kind === 'target';
}

/** The service of a name. */
export function entryNamed(model: Pick<Model, 'entries'>, name: string | null): ServiceEntry | undefined {
  return model.entries.find(({ row }) => row.name === name);
}
