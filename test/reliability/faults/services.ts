import { program } from '../../helpers/programs.ts';
import { LIVES } from '../../helpers/zdev-text.ts';

/** What a service can do, as a row of the matrix. */
export interface Kind {
  /** Also the name of the service. */
  readonly name: string;
  readonly exec: string;
  /** More keys in zinit.toml. */
  readonly keys?: string;
  /** So many processes at least it has when it is as its name says; 0: it has ended. */
  readonly processes: number;
  /** It ends by itself, again and again, or for good. */
  readonly ends?: true;
  /** All its processes are suspended before anything happens to zdev. */
  readonly suspended?: true;
  /** It holds a terminal, which ends with its supervisor. */
  readonly terminal?: true;
}

const AGAIN =
  'lifecycle = { restart = "always", restart_delay_ms = 100, restart_delay_max_ms = 100, max_restarts = 0 }';
const PATIENCE = 'lifecycle = { stop_timeout_ms = 400 }';

/** Everything that services are known to do to those who start them. */
export const KINDS: readonly Kind[] = [
  { name: 'lives', exec: LIVES, processes: 1 },
  { name: 'exits', exec: 'true', keys: 'lifecycle = { restart = "never" }', processes: 0, ends: true },
  { name: 'crashes', exec: `sleep 0.2; ${program('exits-with.sh', 3)}`, keys: AGAIN, processes: 1, ends: true },
  { name: 'ignores-sigterm', exec: program('ignores-sigterm.mjs'), keys: PATIENCE, processes: 1 },
  {
    name: 'forks-an-orphan',
    exec: program('forks-orphan.sh'),
    keys: 'lifecycle = { restart = "never" }',
    processes: 0,
    ends: true,
  },
  { name: 'leaves-a-daemon', exec: program('double-forks.mjs', 'stay', 'stubborn'), keys: PATIENCE, processes: 3 },
  { name: 'floods', exec: program('floods.mjs', 1_000_000_000), processes: 1 },
  { name: 'half-a-line', exec: program('half-line.sh'), processes: 1 },
  { name: 'is-suspended', exec: 'exec sleep 1000', processes: 1, suspended: true },
  { name: 'holds-a-terminal', exec: LIVES, keys: 'tty = true', processes: 1, terminal: true },
];

/** The config of these. */
export function tomlOf(kinds: readonly Kind[], more = ''): string {
  const services = kinds.map(
    ({ name, exec, keys = '' }) => `[services.${name}]\nexec = ${JSON.stringify(exec)}\n${keys}\n${more}\n`,
  );
  return `[services.keep]\nexec = "exec sleep 1000"\n${services.join('')}`;
}
