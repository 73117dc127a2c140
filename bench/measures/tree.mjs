import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marksIn } from '../lib/marks.mjs';
import { nowMs, project, run, until, usage } from '../lib/running.mjs';
import { ZDEV } from '../lib/tools.mjs';

const SIZES = { '1,000 files': 1000, '10,000 files': 10_000, '100,000 files': 100_000 };
const A_DIRECTORY = 100;

/** A tree of files that one service watches: what it costs, and when changes start to be noticed. */
export const tree = {
  name: 'tree',
  title: 'watched tree',
  units: { 'first run → a change is noticed': 'ms', memory: 'MiB', 'processor time': 's' },
  rounds: { quick: 1, full: 3 },
  sizes: SIZES,
  contenders: ({ quick }) =>
    Object.fromEntries(
      Object.entries(SIZES).flatMap(([name, count]) => (quick && count > 10_000 ? [] : [[name, watching(count)]])),
    ),
};

function watching(count) {
  const { dir, remove } = project({});
  const marks = marksIn(dir);
  writeFileSync(join(dir, 'zinit.toml'), `[services.web]\nexec = "${marks.commandOf('web')}"\nwatch = ["src"]\n`);
  for (let i = 0; i < count; i++) {
    const at = join(dir, 'src', `d${Math.floor(i / A_DIRECTORY)}`);
    if (i % A_DIRECTORY === 0) mkdirSync(at, { recursive: true });
    writeFileSync(join(at, `f${i}.js`), `export const a = ${i};\n`);
  }
  return {
    async sample() {
      marks.clear();
      const tool = run([...ZDEV, 'up', '--no-tui'], { cwd: dir });
      try {
        const beganMs = await marks.all(1);
        marks.clear();
        const restarted = () => {
          if (marks.count() > 0) return true;
          writeFileSync(join(dir, 'src/d0/f0.js'), `export const a = ${Math.random()};\n`);
          return false;
        };
        await until('a restart', restarted, { everyMs: 20 });
        const deafMs = nowMs() - beganMs;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const { rssMiB, cpuS } = usage(tool.pid);
        return { 'first run → a change is noticed': deafMs, memory: rssMiB, 'processor time': cpuS };
      } finally {
        await tool.stop();
      }
    },
    close() {
      marks.close();
      remove();
    },
  };
}
