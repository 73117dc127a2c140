/** Output that is not shown to anyone. The log still contains it. */
export const NULL_WRITER = { write: () => true, onDrain: (resume: () => void) => resume(), end: () => {} };
