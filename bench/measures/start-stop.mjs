import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marksIn } from '../lib/marks.mjs';
import { nowMs, project, run } from '../lib/running.mjs';
import { composeYaml, procfile, SHAPES, zinitToml } from '../lib/shapes.mjs';
import { processCompose, procfileTools, REFERENCE, ZDEV } from '../lib/tools.mjs';

const UNITS = { 'start of the tool → first line of the last service': 'ms', 'SIGINT → the tool has ended': 'ms' };

/** Everything up and down again, for tools that run a Procfile. */
function procfiles(count, rounds) {
  return {
    name: `start-${count}`,
    title: `${count} ${count === 1 ? 'service' : 'services'}`,
    units: UNITS,
    rounds,
    contenders() {
      const tools = { zdev: [...ZDEV, 'up', '--no-tui'], 'Node program of 60 lines': REFERENCE, ...procfileTools() };
      const compose = processCompose();
      if (compose) tools['process-compose'] = compose;
      return Object.fromEntries(Object.entries(tools).map(([name, command]) => [name, upAndDown(command, count)]));
    },
  };
}

/** The same with dependencies, which only some tools support. */
function shaped(count, shape, rounds) {
  return {
    name: `${shape}-${count}`,
    title: `${count} services, ${shape}`,
    units: UNITS,
    rounds,
    contenders() {
      const compose = processCompose();
      return {
        zdev: upAndDown([...ZDEV, 'up', '--no-tui'], count, { shape: SHAPES[shape] }),
        ...(compose ? { 'process-compose': upAndDown(compose, count, { shape: SHAPES[shape] }) } : {}),
      };
    },
  };
}

/** How both grow, for zdev alone. */
const growth = {
  name: 'growth',
  title: 'services',
  units: UNITS,
  rounds: { quick: 0, full: 3 },
  sizes: { 1: 1, 10: 10, 100: 100, '1,000': 1000 },
  contenders: () =>
    Object.fromEntries(
      [1, 10, 100, 1000].map((count) => [count.toLocaleString('en'), upAndDown([...ZDEV, 'up', '--no-tui'], count)]),
    ),
};

const terminals = {
  name: 'terminals-1000',
  title: '1,000 services on terminals',
  units: UNITS,
  rounds: { quick: 0, full: 1 },
  contenders: () => ({
    zdev: upAndDown([...ZDEV, 'up', '--no-tui'], 1000, { shape: SHAPES.flat, more: 'tty = true\n' }),
  }),
};

export const startStop = [
  procfiles(1, { quick: 7, full: 15 }),
  procfiles(20, { quick: 5, full: 11 }),
  procfiles(500, { quick: 0, full: 3 }),
  shaped(300, 'chain', { quick: 1, full: 3 }),
  shaped(1000, 'flat', { quick: 0, full: 3 }),
  shaped(1000, 'fan', { quick: 0, full: 3 }),
  shaped(1000, 'chain', { quick: 0, full: 3 }),
  terminals,
  growth,
];

function upAndDown(command, count, { shape, more } = {}) {
  const { dir, remove } = project({});
  const marks = marksIn(dir);
  const config = shape
    ? { 'zinit.toml': zinitToml(count, marks.commandOf, shape, more) }
    : { Procfile: procfile(count, marks.commandOf) };
  const files = { ...config, 'process-compose.yaml': composeYaml(count, marks.commandOf, shape) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return {
    async sample() {
      marks.clear();
      const startMs = nowMs();
      const tool = run(command, { cwd: dir });
      try {
        const upMs = (await marks.all(count, 90_000)) - startMs;
        await new Promise((resolve) => setTimeout(resolve, 300));
        const stopMs = nowMs();
        await tool.stop('SIGINT', 60_000);
        return { [Object.keys(UNITS)[0]]: upMs, [Object.keys(UNITS)[1]]: nowMs() - stopMs };
      } finally {
        if (!tool.isOver()) await tool.stop('SIGTERM', 2000);
      }
    },
    close() {
      marks.close();
      remove();
    },
  };
}
