import xterm from '@xterm/headless';

/** The emulator's package is CommonJS: it has a default export only. In a chunk of its own, since few will need it. */
export const { Terminal } = xterm;
