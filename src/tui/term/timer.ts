/** Calls back once after `ms`, unless the returned function is called first. */
export type Timer = (callback: () => void, ms: number) => () => void;

export const systemTimer: Timer = (callback, ms) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};
