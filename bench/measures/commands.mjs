import { children, project, run, timed, until } from '../lib/running.mjs';
import { procfile } from '../lib/shapes.mjs';
import { onPath, ZDEV } from '../lib/tools.mjs';

/** Commands that people wait for: the whole command, from its start to its end. */
function commands(count, rounds) {
  return {
    name: `ps-${count}`,
    title: `commands, ${count} services`,
    unit: 'ms',
    rounds,
    async contenders() {
      const { dir, remove } = project({ Procfile: procfile(count, () => 'exec sleep 100000') });
      const zdev = run([...ZDEV, 'up', '--no-tui'], { cwd: dir });
      const overmind = onPath('overmind') && count < 100 ? run([onPath('overmind'), 'start'], { cwd: dir }) : null;
      await until('all services', () => children(zdev.pid).length >= count, { everyMs: 20 });
      // The first runs store compiled code.
      for (let i = 0; i < 5; i++) for (const verb of ['ps', 'why']) await asked([...ZDEV, verb], dir);
      const all = {
        'zdev ps': { sample: () => asked([...ZDEV, 'ps'], dir) },
        'zdev why': { sample: () => asked([...ZDEV, 'why', 's0'], dir) },
        'node -e 0': { sample: () => asked([process.execPath, '-e', '0'], dir) },
        ...(overmind ? { 'overmind status': { sample: () => asked([onPath('overmind'), 'status'], dir) } } : {}),
      };
      all['node -e 0'].close = async () => {
        await Promise.all([zdev.stop(), overmind?.stop()]);
        remove();
      };
      return all;
    },
  };
}

async function asked(command, cwd) {
  const { ms, status } = await timed(command, { cwd });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
  return ms;
}

export const asking = [commands(20, { quick: 11, full: 21 }), commands(1000, { quick: 0, full: 7 })];
