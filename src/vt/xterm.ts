import xterm from '@xterm/headless';

/** The emulator's package is CommonJS, so it has only a default export. A separate chunk, because few users need it. */
export const { Terminal } = xterm;
