/** Does something for each item, for at most `lanes` of them at a time. */
export async function eachLimited<T>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** What to do when the system refuses a watch. The system's own words for the limits mislead: "no space left on device". */
export function limitMessage(error: NodeJS.ErrnoException): string {
  const unseen = 'changes in some directories will not be noticed';
  if (error.code === 'ENOSPC') {
    return `the limit of file watches is reached, ${unseen}: sudo sysctl fs.inotify.max_user_watches=524288, or watch less`;
  }
  if (error.code === 'EMFILE') {
    return `too many open files or file watchers, ${unseen}: sudo sysctl fs.inotify.max_user_instances=1024, or raise "ulimit -n"`;
  }
  return `cannot watch, ${unseen}: ${error.message}`;
}
