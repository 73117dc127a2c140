// Runs a clean-up once when the process is asked to stop, then exits with 0.

/** @param {() => unknown} cleanUp may be asynchronous; an error in it makes the exit status 1 */
export function onShutdown(cleanUp) {
  const shutdown = async () => {
    ignoreFurtherSignals();
    try {
      await cleanUp();
      process.exit(0);
    } catch (error) {
      console.error(`could not stop cleanly: ${error.message}`);
      process.exit(1);
    }
  };
  process.once('SIGTERM', shutdown);
  process.once('SIGINT', shutdown);
}

function ignoreFurtherSignals() {
  process.on('SIGTERM', () => {});
  process.on('SIGINT', () => {});
}
