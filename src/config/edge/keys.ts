/** The keys of `[edge]` in the user's config. The reference page is generated from them too. */
export const EDGE_KEYS = [
  {
    key: 'port',
    type: 'integer',
    fallback: 2080,
    meaning: 'The port of the names of services: `http://SERVICE.PROJECT.localhost:2080`.',
  },
  {
    key: 'off',
    type: 'boolean',
    fallback: false,
    meaning: 'Whether names are turned off. zdev then does not listen on this port.',
  },
] as const;
