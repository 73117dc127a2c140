import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marksIn } from '../lib/marks.mjs';
import { nowMs, project, run, until } from '../lib/running.mjs';
import { onPath, ZDEV } from '../lib/tools.mjs';

/** From a save, by a write in place, to the first line of code of the new run. */
export const save = {
  name: 'save',
  title: 'save → running',
  unit: 'ms',
  rounds: { quick: 9, full: 21 },
  async contenders() {
    const all = {
      zdev: await watching(ZDEV.concat('up', '--no-tui'), { 'zinit.toml': toml('') }),
      'zdev, debounce_ms = 0': await watching(ZDEV.concat('up', '--no-tui'), {
        'zinit.toml': toml(', debounce_ms = 0'),
      }),
    };
    const nodemon = onPath('nodemon');
    if (nodemon) all.nodemon = await watching([nodemon, '-q', '-w', 'src', '-e', 'js', '-x', 'sh run.sh'], {});
    const entr = onPath('entr');
    if (entr) all.entr = await watching(['/bin/sh', '-c', `echo src/a.js | exec ${entr} -nr sh run.sh`], {});
    return all;
  },
};

const toml = (more) =>
  `[services.web]\nexec = "exec sh run.sh"\nwatch = { paths = ["src"]${more} }\nlifecycle = { stop_timeout_ms = 2000 }\n`;

async function watching(command, files) {
  const { dir, remove } = project({ ...files, 'src/a.js': '0' });
  const marks = marksIn(dir);
  writeFileSync(join(dir, 'run.sh'), `echo $$ >pid; ${marks.commandOf('web')}`);
  const tool = run(command, { cwd: dir });
  await marks.all(1);
  marks.clear();
  let count = 0;
  // It may not watch yet.
  await until(
    'the first restart',
    () => {
      writeFileSync(join(dir, 'src/a.js'), `${++count}`);
      return marks.count() > 0;
    },
    { everyMs: 300 },
  );
  return {
    async sample() {
      await new Promise((resolve) => setTimeout(resolve, 400));
      marks.clear();
      const startMs = nowMs();
      writeFileSync(join(dir, 'src/a.js'), `${++count}`);
      return (await marks.all(1, 10_000)) - startMs;
    },
    async close() {
      await tool.stop();
      endLeftBehind(dir);
      marks.close();
      remove();
    },
  };
}

/** Some peers leave their last run behind. It is recognised by its directory, because a pid may have been reused. */
function endLeftBehind(dir) {
  try {
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
    if (readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dir)) process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}
