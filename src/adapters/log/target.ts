/** A door to a file descriptor. `done` comes once for each write, which may be at once; writes never overlap. */
export interface Target {
  write(bytes: Buffer, done: () => void): void;
  /** Bytes of the write under way that nobody has taken yet; infinite where that cannot be told. */
  left(): number;
  /** Lets go of a write that is under way, so that it does not keep the process. */
  abandon(): void;
}

/** What a target reports: that nothing can be written any more, or (a message for the user) that it waits for room. */
export interface TargetEvents {
  failed(error: Error): void;
  stalled(message: string): void;
}
