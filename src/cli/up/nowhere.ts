/** Output that nobody is shown. The log has it all the same. */
export const NOWHERE = { write: () => true, onDrain: (resume: () => void) => resume(), end: () => {} };
