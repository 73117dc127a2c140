/** A control sequence: `CSI ? 25 h` has the prefix `?`, the parameter 25 and the final letter `h`. */
export interface ControlSequence {
  readonly type: 'csi';
  readonly prefix: string;
  readonly params: readonly number[];
  readonly intermediates: string;
  readonly final: string;
}

/** A control string, without its terminator. */
export interface ControlString {
  readonly type: 'osc' | 'dcs' | 'other';
  readonly text: string;
}
