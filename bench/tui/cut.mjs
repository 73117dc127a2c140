// Measures cutting lines of output for the screen, in microseconds of CPU time per line: the best of the rounds,
// because the machine is noisy. Limit: 40 rows of the most expensive ordinary kind within 0.5 ms.
//   node bench/tui/cut.mjs [rounds=8]
import { buildSync } from 'esbuild';

const rounds = Number(process.argv[2] ?? 8);
const COLUMNS = 88;
const ROWS = 40;
const LIMIT_US = 500;

const { outputFiles } = buildSync({
  entryPoints: [new URL('../../src/text/cut.ts', import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { cut, plain, wrap } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

const colored = '\x1b[90m12:03:11.204\x1b[0m \x1b[32mINFO\x1b[0m  GET /v1/users/400 \x1b[1;36m200\x1b[0m in 5ms ';
const LINES = {
  'plain, 113 characters': '12:03:11.204 INFO  GET /v1/users/400 200 in 5ms, from 127.0.0.1 '.repeat(2).slice(0, 113),
  'coloured, 129 characters': colored.repeat(2).slice(0, 129),
  'CJK and emoji, 88 columns': '漢字かな交じり文、ログ出力 👍 完了 🚀 '.repeat(4).slice(0, 52),
  'joined emoji and accents': 'e\u0301tat 👩‍👩‍👧 prêt 🇧🇪 ❤️ fini '.repeat(4),
  'coloured, 11.7 KB': colored.repeat(170).slice(0, 11_700),
  'progress bar, 8 KB': Array.from({ length: 200 }, (_, i) => `\r\x1b[K${'#'.repeat(i / 8)} ${i}/200 downloading`).join(
    '',
  ),
};
const USES = {
  cut: (line) => cut(line, { width: COLUMNS, color: true }),
  'no colour': (line) => cut(line, { width: COLUMNS, color: false }),
  marks: (line) => cut(line, { width: COLUMNS, color: true, marks: [{ from: 20, to: 25 }] }),
  wrap: (line) => wrap(line, { width: COLUMNS, color: true }),
  plain,
};

console.log(
  `${'µs a line'.padEnd(28)}${Object.keys(USES)
    .map((use) => use.padStart(10))
    .join('')}`,
);
let slowest = 0;
for (const [name, line] of Object.entries(LINES)) {
  const figures = Object.values(USES).map((use) => measure(use, line));
  if (line.length < 1000) slowest = Math.max(slowest, figures[0]);
  console.log(`${name.padEnd(28)}${figures.map((us) => us.toFixed(2).padStart(10)).join('')}`);
}
console.log(`${ROWS} rows of the costliest line under 1 KB: ${(slowest * ROWS).toFixed(0)} µs of ${LIMIT_US}`);
process.exitCode = slowest * ROWS <= LIMIT_US ? 0 : 1;

function measure(use, line) {
  const times = 1 + Math.floor(2_000_000 / (line.length + 100) / 10);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) use(line);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / times);
  }
  return best;
}
