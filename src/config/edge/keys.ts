/** What `[edge]` in the config of the user may say. The reference page is made of it, too. */
export const EDGE_KEYS = [
  {
    key: 'port',
    type: 'integer',
    fallback: 2080,
    meaning: 'Where the names of services are: `http://SERVICE.PROJECT.localhost:2080`.',
  },
  { key: 'off', type: 'boolean', fallback: false, meaning: 'No names: zdev listens on no such port.' },
] as const;
