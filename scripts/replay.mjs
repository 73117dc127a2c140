// `npm run replay FILE`: passes a record from `zdev history --record FILE` through the core of this source tree, and
// shows each event that it now decides differently. The status is 1 if there is one, 2 if the file is not a record.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const MAX_SHOWN = 20;

/** Node 20 cannot import TypeScript, so the module is first bundled in memory. */
const { outputFiles } = await build({
  stdin: {
    contents: `export * from './src/host/flight/flight-format.ts'; export * from './src/host/flight/flight-replay.ts';`,
    resolveDir: `${import.meta.dirname}/..`,
    loader: 'ts',
  },
  ...{ bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'error' },
});
const { parseFlight, replay, isAsThen } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

const [path] = process.argv.slice(2);
process.exitCode = path === undefined ? misused('usage: npm run replay FILE') : replayFile(path);

function replayFile(file) {
  let parts;
  try {
    parts = parseFlight(readFileSync(file, 'utf8'));
  } catch (error) {
    return misused(`cannot read ${file}: ${error.message}`);
  }
  if (parts.length === 0) return misused(`${file} is no record of "zdev history --record", or of another version`);
  let count = 0;
  let otherwise = 0;
  const differs = (title, then, now) => {
    otherwise += 1;
    if (otherwise > MAX_SHOWN) return;
    console.log(title);
    for (const text of then.filter((each) => !now.includes(each))) console.log(`  - ${text}`);
    for (const text of now.filter((each) => !then.includes(each))) console.log(`  + ${text}`);
    if ([...then].sort().join() === [...now].sort().join()) console.log(`  in another order: ${now.join(', ')}`);
  };
  for (const part of parts) {
    try {
      for (const replayed of replay(part)) {
        count += 1;
        const { wallMs, event } = replayed.at;
        const title = `${new Date(wallMs).toISOString()} ${JSON.stringify(event)}`;
        if (!isAsThen(replayed)) differs(title, replayed.at.effects, replayed.effects);
      }
    } catch (error) {
      differs(`session ${part.header.session}: the core fails: ${error.stack}`, [], []);
    }
  }
  if (otherwise > MAX_SHOWN) console.log(`and ${otherwise - MAX_SHOWN} more`);
  console.log(`${count} events, ${otherwise} decided otherwise (- then, + now)`);
  return otherwise === 0 ? 0 : 1;
}

function misused(message) {
  console.error(message);
  return 2;
}
