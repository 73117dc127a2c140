/** The allowed imports of ARCHITECTURE.md, enforced by a tool. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: `${allowed}|^src/(safe|text)/|^src/monotonic.ts`, path: '^src/' },
});

/** A library that only one place may import, so that it can be replaced there, and is loaded only when needed. */
const onlyIn = (library, from, comment) => ({
  name: `${library}-in-one-place`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: from },
  to: { path: `(?:(^|/)node_modules/(?:@lydell/)?|^)${library}(/|$)` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'The core imports nothing but itself: no Node, no library, no other layer.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'safe-is-pure',
      comment: 'What may leave zdev is a matter of texts alone; every layer but the core may ask.',
      severity: 'error',
      from: { path: '^src/safe/' },
      to: { pathNot: '^src/safe/' },
    },
    {
      name: 'text-is-pure',
      comment: 'Lines, widths and colours are a matter of texts alone; every layer but the core may ask.',
      severity: 'error',
      from: { path: '^src/text/' },
      to: { pathNot: '^src/(text|safe)/|^node_modules/(get-east-asian-width|string-width|slice-ansi|wrap-ansi)' },
    },
    only(
      'config',
      '^src/config/',
      '^src/(config|core|files)/|^src/system.ts',
      'config turns text into services; it knows only the core, and what system this is',
    ),
    only(
      'files',
      '^src/files/',
      '^src/files/|^src/system.ts',
      'the only door to what zdev keeps for itself, and to what it reads; it knows no other layer',
    ),
    only('export', '^src/export/', '^src/(export|config|core)/', 'an export is a function of the project'),
    only('present', '^src/present/', '^src/(present|core)/', 'words for the data of the core, for all who show it'),
    only('runtime', '^src/runtime/', '^src/(runtime|core)/', 'the runtime sees the system through its ports'),
    only(
      'adapters',
      '^src/adapters/',
      '^src/(adapters|core|files)/|^src/runtime/(container-)?ports|^src/system.ts',
      'adapters fill the ports',
    ),
    {
      name: 'no-node-in-pure-layers',
      comment: 'Words and the loop need neither files nor processes: what they know of the system comes through ports.',
      severity: 'error',
      from: { path: '^src/(present|runtime)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'adapters-are-apart',
      comment: 'One adapter never imports another.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    only(
      'rpc',
      '^src/rpc/',
      '^src/(rpc|vt|present|core)/|^src/config/signals|^src/system.ts|^src/files/inode.ts',
      'the protocol sees a supervisor through its control port',
    ),
    {
      name: 'tty-is-apart',
      comment: 'How a terminal is left, for whoever has taken one over.',
      severity: 'error',
      from: { path: '^src/tty/' },
      to: { path: '^src/', pathNot: '^src/tty/|^src/monotonic.ts' },
    },
    {
      name: 'vt-is-pure',
      comment: 'What a program sets and asks on its terminal, told from its bytes alone; for supervisor and clients.',
      severity: 'error',
      from: { path: '^src/vt/' },
      to: { pathNot: '^src/vt/|^node_modules/@xterm/headless' },
    },
    only(
      'tui',
      '^src/tui/',
      '^src/(tui|tty|vt|rpc|present|files|core/(causes|output))/',
      'the screen is a client of the protocol: of the core it knows the causes that come with it',
    ),
    {
      name: 'the-model-is-pure',
      comment: 'What the screen shows is worked out without Ink, without a terminal and without Node.',
      severity: 'error',
      from: { path: '^src/tui/(model|logs|actions)/' },
      to: {
        pathNot: '^src/(tui/(model|logs|actions)/|rpc/(results|wire/cause)|present/|core/causes/|safe/|text/)',
      },
    },
    only(
      'cli',
      '^src/cli/',
      '^src/(cli|tui|tty|vt|host|config|export|core|present|rpc|files|adapters/os)/|^src/system.ts',
      'the command line is a client; only `up` and `check` reach further',
    ),
    {
      name: 'commands-that-ask-a-supervisor-know-no-host',
      comment: 'A client talks to the socket. Only commands that run a supervisor or read its files use the host.',
      severity: 'error',
      from: {
        path: '^src/cli/',
        pathNot: [
          '^src/cli/(events|logs|test|timings|up)/',
          '^src/cli/commands/(down|events|history|logs|ls|run-container|supervise-owned|test|timings|up)\\.ts$',
          '^src/cli/client/(as-running|project-client)\\.ts$',
          '^src/cli/args/project-options\\.ts$',
        ],
      },
      to: { path: '^src/host/' },
    },
    onlyIn('ink', '^src/tui/ink/', 'Ink draws frames, and knows nothing of services'),
    onlyIn('react', '^src/tui/ink/', 'React comes with Ink'),
    onlyIn('chokidar', '^src/adapters/watch/', 'One way to watch files among others'),
    onlyIn('node-pty', '^src/adapters/process/', 'Terminals are opened by the process adapter alone'),
    onlyIn('commander', '^src/cli/args/', 'The parser of command lines that have a mistake'),
    onlyIn('@modelcontextprotocol', '^src/cli/mcp/', 'Loaded by `zdev mcp` alone'),
    onlyIn('zod', '^src/cli/mcp/', 'The schemas of tools, as the protocol of agents wants them; config uses valibot'),
    {
      name: 'nothing-imports-host',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(host|cli)/' },
      to: { path: '^src/host/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
