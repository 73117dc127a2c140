/** Writes to a file descriptor. `done` is called once for each write, perhaps at once. Writes never overlap. */
export interface Target {
  write(bytes: Buffer, done: () => void): void;
  /** How many bytes of the current write nobody has taken yet; infinite if that is unknown. */
  left(): number;
  /** Abandons the current write, so that it does not keep the process alive. */
  abandon(): void;
}

/** The reports of a target: nothing can be written any more, or (a message for the user) the target waits for space. */
export interface TargetEvents {
  failed(error: Error): void;
  stalled(message: string): void;
}
