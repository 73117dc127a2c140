// Takes pictures of the real screen for the README: runs the built zdev on a copy of the example in a terminal, presses
// keys, waits for their effects, and writes docs/images/.
//   npm run build && npm run record
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { demoSvg } from './record/demo.mjs';
import { copyShop } from './record/shop.mjs';
import { steadier } from './record/steady.mjs';
import { openTerminal } from './record/terminal.mjs';
import { screenSvg } from './record/window.mjs';

const SIZE = { columns: 110, rows: 30 };
const SOUND = 'listProducts } from';
const BROKEN = 'listProduct } from';
const images = resolve(import.meta.dirname, '../docs/images');

const shop = await copyShop();
const steady = steadier({ dir: shop.dir, ports: shop.replaced, startedAt: new Date() });
const { PATH, HOME } = process.env;
const terminal = openTerminal({
  ...SIZE,
  cwd: shop.dir,
  env: { HOME, PATH: `${shop.bin}:${PATH}`, PS1: '$ ', TERM: 'xterm-256color', LANG: 'C.UTF-8', COLORFGBG: '15;0' },
});
const { shows, press } = terminal;
const pictures = new Map();
const frames = [];
try {
  await tell();
} finally {
  terminal.hangUp();
  await terminal.ended;
  shop.remove();
}
const poster = frames.findIndex(({ isPoster }) => isPoster);
pictures.set('demo', demoSvg({ frames, columns: SIZE.columns, poster }));
mkdirSync(images, { recursive: true });
for (const [name, svg] of pictures) {
  writeFileSync(join(images, `${name}.svg`), svg);
  console.log(`wrote docs/images/${name}.svg, ${Math.ceil(svg.length / 1000)} KB`);
}

/** The scenes, in order. */
async function tell() {
  await comeUp();
  await serve();
  await breakAndMend();
  await leave();
}

async function comeUp() {
  await shows('$');
  press('zdev up');
  await shows('zdev up');
  frame('a shop: database, migration, API, worker and web front', 0.8);
  press('enter');
  const held = 'each service is held back until what it requires is ready';
  await shows(/◐.?db/);
  frame(held, 0.8);
  await shows(/◐.?migrate/);
  frame(held, 0.7);
  await shows(/✓.?migrate[\s\S]*◐.?api/);
  picture('up');
  frame(held, 0.7);
  await shows(/●.?shop/);
  frame('all is ready', 0.9);
}

async function serve() {
  press(':', 'api', 'enter');
  await shows('api ● ready');
  await shop.visit();
  await shop.order(1, 'Ada');
  await shop.order(2, 'Grace');
  await shows(/(?:POST [\s\S]*GET [\s\S]*GET [\s\S]*){2}/);
  picture('running');
  frame('the API, while customers order', 1.4, { isPoster: true });
  press('a');
  await shows(/order 2: .* packed/);
  await shop.order(3, 'Barbara');
  await shows(/order 3: .* packed/);
  await shop.order(1, 'Edsger');
  await shows(/order 4: .* packed/);
  picture('all');
  frame({ key: 'a', text: 'all logs' }, 1.5);
  press('a');
  await shows('api ● ready');
}

async function breakAndMend() {
  shop.edit('api/server.js', SOUND, BROKEN);
  await shows(/✗.?api[\s\S]*SyntaxError/);
  frame('a file is saved, with a mistake in it', 1.3);
  press('d');
  await shows(/✗ api failed[\s\S]*LAST OUTPUT/);
  picture('why');
  frame({ key: 'd', text: 'why it does not run' }, 1.9);
  press('esc');
  shop.edit('api/server.js', BROKEN, SOUND);
  await shows(/api ● ready[\s\S]*run 3[\s\S]*ready after/);
  frame('mended: it runs again by itself', 1.2);
}

async function leave() {
  press('q');
  await shows('Quit zdev?');
  frame({ key: 'q', text: 'quit' }, 0.9);
  press('s');
  await shows(/web +stopped\s+\$ /);
  frame('all is stopped, in order, and nothing is left behind', 1.1);
}

/** Saves the current screen as a picture. */
function picture(name) {
  const title = { text: 'zdev up' };
  pictures.set(name, screenSvg({ rows: terminal.rows().map(steady), title, columns: SIZE.columns }));
}

/** Adds the current screen to the demo. */
function frame(title, seconds, { isPoster = false } = {}) {
  const said = typeof title === 'string' ? { text: title } : title;
  frames.push({ rows: terminal.rows().map(steady), title: said, seconds, isPoster });
}
