// Frames whose parts stand in other places each time, as Ink draws them: the log, help, details, another size. Bundled by bench/ink.mjs.
import { NO_NEWS } from '../../src/tui/logs/logs.ts';
import { frameOf } from '../../src/tui/model/frame.ts';
import { modelOf, NOON_MS, row } from '../../test/unit/tui/rows.ts';

const NAMES = ['api', 'worker', 'web', 'postgres', 'redis', 'search', 'mail', 'billing'];
const ROWS = Array.from({ length: 24 }, (_, i) =>
  row(`${NAMES[i % NAMES.length]}${i}`, {
    port: 3000 + i,
    restarts: i % 5,
    requires: i > 0 ? ['api0'] : [],
    state: i % 7 === 3 ? 'starting' : 'running',
  }),
);
const PLACES = [
  {},
  { dialog: { is: 'help', scroll: 0 } },
  {},
  { details: { scroll: 0 } },
  {},
  { columns: 150, rows: 40 },
];

export function view(i) {
  const size = { columns: 160, rows: 45 };
  const model = modelOf(ROWS, { ...size, color: true, selected: ROWS[i % 24].name, ...PLACES[i % PLACES.length] });
  const nowMs = NOON_MS + 7000 + i * 1000;
  return frameOf(model, { nowMs, newLines: i, hits: null, silent: false, news: () => NO_NEWS });
}
