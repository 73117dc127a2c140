/**
 * How fast floods of output pass through the plain stream into a file: 1,000,000 lines of 100 bytes from one
 * service, and 200,000 from each of ten at once. Each round runs every tool once, and checks every line.
 *
 *   node bench/log/flood.mjs [--rounds 5] [--concurrently DIR]
 *
 * DIR is a directory where `npm install concurrently` was run, to measure it side by side.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const LINE_BYTES = 100;
const CASES = [
  { services: 1, lines: 1_000_000 },
  { services: 10, lines: 200_000 },
];

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, concurrently: { type: 'string' } },
});
const dir = mkdtempSync(join(tmpdir(), 'zdev-flood-'));
const standin = join(dir, 'standin.mjs');
buildSync({
  entryPoints: [fileURLToPath(new URL('standin.mjs', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: standin,
});
const tools = {
  'cat, no prefix (bound)': (files) => ['sh', ['-c', `${files.map((file) => `cat ${file} & `).join('')} wait`]],
  'plain stream': (files) => [process.execPath, [standin, ...files]],
  'plain stream and logs on disk': (files) => ['env', ['BENCH_STORE=1', process.execPath, standin, ...files]],
  ...(values.concurrently && {
    concurrently: (files) => [
      process.execPath,
      [
        join(values.concurrently, 'node_modules/concurrently/dist/bin/concurrently.js'),
        '--names',
        files.map((_, index) => `svc${index}`).join(','),
        ...files.map((file) => `cat ${file}`),
      ],
    ],
  }),
};

try {
  for (const { services, lines } of CASES) measure(services, lines);
} finally {
  rmSync(dir, { recursive: true });
}

function measure(services, lines) {
  const files = Array.from({ length: services }, (_, service) => {
    const file = join(dir, `svc${service}.txt`);
    writeFileSync(file, Array.from({ length: lines }, (_, line) => text(service, line)).join(''));
    return file;
  });
  const results = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, command] of Object.entries(tools)) {
      const result = run(command(files));
      results[name].push({ ...result, bad: name.startsWith('cat') ? 0 : badLines(services, lines) });
    }
  }
  console.log(`\n${services} service(s) x ${lines} lines`);
  for (const [name, rounds] of Object.entries(results)) {
    const ms = rounds.map((round) => round.ms).sort((a, b) => a - b);
    const median = ms[ms.length >> 1];
    const rate = ((services * lines) / median / 1000).toFixed(2);
    const { rssMiB = '-', cpuMs = '-' } = rounds.at(-1);
    const spread = `${ms[0].toFixed(0)}-${ms.at(-1).toFixed(0)}`;
    const bad = Math.max(...rounds.map((round) => round.bad));
    console.log(
      `${name.padEnd(30)} ${median.toFixed(0)} ms (${spread})  ${rate} M lines/s  bad lines ${bad}  rss ${rssMiB} MiB  cpu ${cpuMs} ms`,
    );
  }
}

function run([command, args]) {
  const fd = openSync(join(dir, 'out'), 'w');
  const env = { ...process.env };
  delete env['NODE_EXTRA_CA_CERTS']; // costs 80 ms at every start of Node
  const start = performance.now();
  const { stderr } = spawnSync(command, args, { stdio: ['ignore', fd, 'pipe'], env });
  const ms = performance.now() - start;
  closeSync(fd);
  const report = String(stderr).match(/\{.*\}/);
  return { ms, ...(report && JSON.parse(report[0])) };
}

/** Lines that are torn, missing, out of order, or not expected at all. */
function badLines(services, lines) {
  const next = new Array(services).fill(0);
  let bad = 0;
  const bytes = readFileSync(join(dir, 'out'));
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const row = bytes.latin1Slice(start, end < 0 ? bytes.length : end);
    start = end < 0 ? bytes.length : end + 1;
    const match = /^(?:\d\d:\d\d:\d\d )?\[?svc(\d+)\]? *\|? ?(line \d+ (\d+) .*)$/.exec(row);
    if (!match || `${match[2]}\n` !== text(Number(match[1]), Number(match[3]))) {
      if (!/exited with code/.test(row)) bad++;
      continue;
    }
    const service = Number(match[1]);
    if (Number(match[3]) < next[service]) bad++;
    bad += Math.max(0, Number(match[3]) - next[service]);
    next[service] = Number(match[3]) + 1;
  }
  return bad + next.reduce((missing, count) => missing + lines - count, 0);
}

function text(service, line) {
  return `${`line ${service} ${line} `.padEnd(LINE_BYTES - 1, 'abcdefghij')}\n`;
}
