import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Processor time after which a mutant counts as caught: it made something endless. */
const CPU_SECONDS = 20;
/** How often that is looked at. */
const LOOK_MS = 500;
/** What grows beyond this is endless, too. */
const MOST_MB = 700;

/**
 * Tries mutants one after another in a thread that has the tests loaded: a process for each would take longer than most tests
 * do. What survives is tried once more in a thread of its own, where the mutant is at work from the first line on.
 */
export function createJudge(tests, { simulator, seeds, slow, jobs }) {
  let thread = null;

  function start(mutant) {
    const worker = new Worker(join(import.meta.dirname, 'trial.mjs'), {
      workerData: { tests, simulator, seeds, slow, mutant },
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    });
    const started = { worker, settle: null };
    worker.on('message', (answer) => started.settle?.({ ...answer, goesOn: true }));
    worker.on('error', (error) => started.settle?.({ caught: `Error: ${error.message}`, goesOn: false }));
    return started;
  }

  /** Why the tests noticed it, and whether the thread is good for another. */
  async function tryIn(started, mutant) {
    const startedUs = cpuUs();
    let timer;
    const result = await new Promise((settle) => {
      started.settle = settle;
      timer = setInterval(() => {
        if (cpuUs() - startedUs > CPU_SECONDS * 1e6 * jobs) settle({ caught: 'endless', goesOn: false });
      }, LOOK_MS);
      started.worker.postMessage(mutant);
    });
    clearInterval(timer);
    return result;
  }

  return {
    /** Without a mutant: which tests take long. @throws what fails */
    async slowTests() {
      thread = start(0);
      const { caught, slow } = await tryIn(thread, 0);
      if (caught !== null) throw new Error(`without a mutant: ${caught}`);
      return slow;
    },
    /** @returns {Promise<string | null>} why the tests noticed it; null: they did not */
    async judge(mutant) {
      thread ??= start(0);
      const first = await tryIn(thread, mutant);
      if (!first.goesOn) {
        await thread.worker.terminate();
        thread = null;
      }
      if (first.isLoaded === false) throw new Error(`the tests cannot be loaded: ${first.caught}`);
      if (first.caught !== null) return first.caught;
      const fresh = start(mutant);
      const { caught } = await tryIn(fresh, mutant);
      await fresh.worker.terminate();
      return caught;
    },
    end: async () => void (await thread?.worker.terminate()),
  };
}

function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
