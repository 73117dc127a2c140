import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project, run } from '../lib/running.mjs';
import { onPath, ZDEV } from '../lib/tools.mjs';

const LINE_BYTES = 100;

/**
 * Floods of lines through a tool into a file: how long until the last one is there, and how many are torn, lost or out
 * of order.
 */
export const flood = {
  name: 'flood',
  title: 'ten services, 100,000 lines of 100 bytes each, into a file',
  units: { time: 's', 'bad lines': 'lines' },
  rounds: { quick: 1, full: 5 },
  contenders() {
    const [services, lines] = [10, 100_000];
    const names = Array.from({ length: services }, (_, i) => `svc${i}`);
    const { dir, remove } = project({ Procfile: names.map((name) => `${name}: cat ${name}.txt\n`).join('') });
    names.forEach((name, service) => {
      writeFileSync(join(dir, `${name}.txt`), Array.from({ length: lines }, (_, i) => lineOf(service, i)).join(''));
    });
    const commands = { zdev: [...ZDEV, 'up', '--no-tui', '--no-timestamp', '--exit-on', 'all'] };
    const concurrently = onPath('concurrently');
    if (concurrently) {
      commands.concurrently = [concurrently, '--names', names.join(), ...names.map((name) => `cat ${name}.txt`)];
    }
    commands['cat, no prefix (bound)'] = [
      '/bin/sh',
      '-c',
      `${names.map((name) => `cat ${name}.txt & `).join('')} wait`,
    ];
    const all = Object.entries(commands).map(([name, command]) => [
      name,
      {
        async sample() {
          const output = openSync(join(dir, 'out'), 'w');
          const startMs = performance.now();
          await run(command, { cwd: dir, output }).ended;
          const time = (performance.now() - startMs) / 1000;
          closeSync(output);
          return { time, 'bad lines': name.startsWith('cat') ? 0 : badLines(join(dir, 'out'), services, lines) };
        },
      },
    ]);
    all[0][1].close = remove;
    return Object.fromEntries(all);
  },
};

/** Counts lines that are torn, missing or out of order. A tool's own messages do not count. */
function badLines(path, services, lines) {
  const next = new Array(services).fill(0);
  let bad = 0;
  for (const row of readFileSync(path, 'latin1').split('\n')) {
    const match = /^\[?svc(\d+)\]? *\|? ?(line \d+ (\d+) .*)$/.exec(row);
    if (!match) continue;
    const [service, number] = [Number(match[1]), Number(match[3])];
    const isWhole = `${match[2]}\n` === lineOf(service, number);
    if (!isWhole || number < next[service]) bad++;
    if (!isWhole) continue;
    bad += Math.max(0, number - next[service]);
    next[service] = number + 1;
  }
  return bad + next.reduce((missing, count) => missing + lines - count, 0);
}

function lineOf(service, number) {
  return `${`line ${service} ${number} `.padEnd(LINE_BYTES - 1, 'abcdefghij')}\n`;
}
