import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marksIn } from '../lib/marks.mjs';
import { nowMs, project, run, usage } from '../lib/running.mjs';
import { ZDEV } from '../lib/tools.mjs';

/**
 * From a crash by SIGKILL to the first line of code of the next run. Each run lasts long enough to be restarted at
 * once.
 */
const crash = {
  name: 'crash',
  title: 'crash → running',
  unit: 'ms',
  rounds: { quick: 7, full: 15 },
  async contenders() {
    const { dir, remove } = project({});
    const marks = marksIn(dir);
    const exec = `echo $$ >pid; ${marks.commandOf('web')}`;
    writeFileSync(
      join(dir, 'zinit.toml'),
      `[services.web]\nexec = "${exec}"\n[services.web.lifecycle]\nrestart = "always"\nrestart_delay_ms = 1\nrestart_delay_max_ms = 1\nstability_period_ms = 100\n`,
    );
    const tool = run([...ZDEV, 'up', '--no-tui'], { cwd: dir });
    await marks.all(1);
    return {
      zdev: {
        async sample() {
          await new Promise((resolve) => setTimeout(resolve, 300));
          marks.clear();
          const killedMs = nowMs();
          process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 'SIGKILL');
          return (await marks.all(1, 5000)) - killedMs;
        },
        async close() {
          await tool.stop();
          marks.close();
          remove();
        },
      },
    };
  },
};

/** From when a service listens to the first line of a service that waits for its `tcp` check. */
const tcp = {
  name: 'tcp',
  title: 'a service listens → what requires it runs',
  unit: 'ms',
  rounds: { quick: 7, full: 15 },
  contenders() {
    const { dir, remove } = project({
      'listen.cjs':
        "const s = require('node:net').createServer().listen(Number(process.env.PORT), '127.0.0.1', () => require('node:fs').writeFileSync('listens', String(performance.timeOrigin + performance.now())));\n",
    });
    const marks = marksIn(dir);
    return {
      zdev: {
        async sample() {
          const port = 20_000 + Math.floor(Math.random() * 10_000);
          writeFileSync(
            join(dir, 'zinit.toml'),
            `[services.db]\nexec = "exec node listen.cjs"\nport = ${port}\n[services.api]\nexec = "${marks.commandOf('api')}"\nrequires = ["db"]\n`,
          );
          marks.clear();
          const tool = run([...ZDEV, 'up', '--no-tui'], { cwd: dir });
          try {
            return (await marks.all(1)) - Number(readFileSync(join(dir, 'listens'), 'utf8'));
          } finally {
            await tool.stop();
          }
        },
        close() {
          marks.close();
          remove();
        },
      },
    };
  },
};

/** The memory of the supervisor while nothing happens. */
const idle = {
  name: 'idle',
  title: 'idle with 20 services: the supervisor',
  units: { memory: 'MiB', 'processor time in 10 s': 's' },
  rounds: { quick: 0, full: 1 },
  contenders() {
    const services = Array.from({ length: 20 }, (_, i) => `s${i}: exec sleep 100000\n`).join('');
    const { dir, remove } = project({ Procfile: services });
    return {
      zdev: {
        async sample() {
          const tool = run([...ZDEV, 'up', '--no-tui'], { cwd: dir });
          try {
            await new Promise((resolve) => setTimeout(resolve, 5000));
            const before = usage(tool.pid).cpuS;
            await new Promise((resolve) => setTimeout(resolve, 10_000));
            const { rssMiB, cpuS } = usage(tool.pid);
            return { memory: rssMiB, 'processor time in 10 s': cpuS - before };
          } finally {
            await tool.stop();
          }
        },
        close: remove,
      },
    };
  },
};

export const reaction = [crash, tcp, idle];
