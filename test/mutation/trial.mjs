// The thread in which mutants are tried: it is told the number of one, and answers why the tests noticed it; null: they did not.
import { parentPort, workerData } from 'node:worker_threads';

const { tests, simulator, seeds, slow, mutant } = workerData;
globalThis.mutant = mutant;
const loaded = Promise.all([import(tests), import(simulator)]);

parentPort.on('message', async (id) => {
  try {
    // Tests make worlds while they are loaded: with a mutant of which they cannot be, they would fail for all that follow.
    const [{ runTests, core }, { World }] = await loaded;
    globalThis.mutant = id;
    const tookLong = await runTests(slow);
    for (const seed of seeds) new World({ seed, core }).run();
    parentPort.postMessage({ caught: null, slow: tookLong });
  } catch (error) {
    parentPort.postMessage({ caught: `Error: ${error.message}`, isLoaded: globalThis.mutant === id });
  }
});
