import { join } from 'node:path';
import type { Surroundings } from './found.ts';

interface Known {
  readonly port: number;
  readonly why: string;
  /** Only a default; see `Found`. */
  readonly byDefault?: 'told' | 'own';
}

interface Server {
  readonly pattern: RegExp;
  readonly name: string;
  readonly port: number;
  /** Files that may set another port. */
  readonly config: readonly string[];
  /** Whether it listens on `PORT`. */
  readonly byDefault: 'told' | 'own';
}

/** Servers whose port is known if a script does not set it. */
const SERVERS: readonly Server[] = [
  { pattern: /\bnext (dev|start)\b/, name: 'Next.js', port: 3000, config: [], byDefault: 'told' },
  { pattern: /\bnux[ti] (dev|start|preview)\b/, name: 'Nuxt', port: 3000, config: [], byDefault: 'told' },
  { pattern: /\breact-scripts start\b/, name: 'react-scripts', port: 3000, config: [], byDefault: 'told' },
  {
    pattern: /\bvite(?: dev| serve)?(?=\s+-|\s*$|\s*&&)/,
    name: 'Vite',
    port: 5173,
    config: configs('vite.config'),
    byDefault: 'own',
  },
  { pattern: /\bastro dev\b/, name: 'Astro', port: 4321, config: configs('astro.config'), byDefault: 'own' },
];

function configs(name: string): string[] {
  return ['ts', 'mts', 'js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`);
}

/** The port that a script listens on: the script or its server's config sets it, or its server has a default. */
export function portOfScript({ dir, disk }: Surroundings, path: string, script: string): Known | null {
  const server = SERVERS.find(({ pattern }) => pattern.test(script));
  const short = server === undefined ? '' : '|\\s-p';
  const [, said] =
    new RegExp(`(?:--port${short})[= ](\\d{2,5})\\b`).exec(script) ?? /\bPORT=(\d{2,5})\b/.exec(script) ?? [];
  if (said !== undefined) return { port: Number(said), why: 'The port is the one that the script names.' };
  if (server === undefined) return null;
  for (const name of server.config) {
    const source = disk.read(join(dir, path, name));
    const [, configured] = 'code' in source ? [] : (/\bport\s*:\s*(\d{2,5})\b/.exec(source.text) ?? []);
    if (configured !== undefined) return { port: Number(configured), why: `The port is the one in ${name}.` };
  }
  const { port, byDefault } = server;
  return { port, byDefault, why: `${port} is the default port of ${server.name}.` };
}
