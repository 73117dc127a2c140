import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import {
  createProcessHost,
  type ProcessHostOptions,
  type SystemProcessHost,
} from '../../../src/adapters/process/host.ts';
import type { LeftProcess } from '../../../src/core/event.ts';
import type { RunIdentity } from '../../../src/core/restored.ts';
import { DEFAULT_LIFECYCLE, type ProcessSpec } from '../../../src/core/service.ts';
import type { OutputSink, ProcessHandle } from '../../../src/runtime/ports.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';

let sessions = 0;

/** A host in a directory of its own, closed when the test is over. */
export function openHost(
  options: Partial<ProcessHostOptions> = {},
): SystemProcessHost & { readonly notices: string[] } {
  const notices: string[] = [];
  const host = createProcessHost({
    stateDir: tempDir(),
    project: `test${process.pid}`,
    session: `session${++sessions}`,
    environ: process.env,
    guarded: false,
    onNotice: (message) => notices.push(message),
    ...options,
  });
  onTestFinished(() => host.close());
  return Object.assign(host, { notices });
}

/** What became of a run so far. */
export interface Observed {
  readonly handle: ProcessHandle;
  /** `spawned`, `exited 0`, `treeGone`, `end` …, in order. */
  readonly log: string[];
  /** Who was still there when its leader had ended well. */
  readonly behind: LeftProcess[];
  output(): Buffer;
  text(): string;
  /** Numbers in the line that the fixture programs print when they are set up: `ready PID PID`. */
  ready(): Promise<number[]>;
  /** When the last byte has been handed over. */
  ended(): Promise<void>;
}

/** host-program.ts as text for `node -e`. */
export async function bundleHostProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('host-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    external: ['node-pty'],
  });
  return outputFiles[0]!.text;
}

let runs = 0;

/** Starts a command and writes down what happens. Its processes are killed when the test is over. */
export function run(
  host: SystemProcessHost,
  command: string,
  {
    sink,
    tty = false,
    forced = tty,
    stdin = tty ? 'open' : 'closed',
    ...spec
  }: Omit<Partial<ProcessSpec>, 'stdin'> & {
    sink?: OutputSink;
    tty?: boolean;
    /** As with `tty = true`, not `auto`. */
    forced?: boolean;
    stdin?: 'open' | 'closed';
  } = {},
): Observed {
  const log: string[] = [];
  const behind: LeftProcess[] = [];
  const chunks: Buffer[] = [];
  const keep: OutputSink = {
    write: (chunk) => {
      chunks.push(Buffer.from(chunk));
      return sink?.write(chunk) ?? true;
    },
    onDrain: (resume) => sink?.onDrain(resume),
    end: () => {
      log.push('end');
      sink?.end();
    },
  };
  const request = {
    spec: specOf({ ...spec, tty: forced || 'auto' }),
    run: ++runs,
    purpose: 'exec' as const,
    command,
    tty,
    ...(stdin === 'open' ? { stdin } : {}),
  };
  const handle = host.spawn(request, keep, {
    spawned: () => log.push('spawned'),
    spawnFailed: (message) => log.push(`failed: ${message}`),
    exited: (code, signal, left = []) => {
      log.push(`exited ${signal ?? code}`);
      behind.push(...left);
    },
    suspended: (is) => log.push(is ? 'suspended' : 'continued'),
    treeGone: () => log.push('treeGone'),
  });
  onTestFinished(async () => {
    handle.signal('SIGKILL');
    await until(() => log.includes('end') || log.includes('treeGone'), { what: `the end of ${command}` });
  });
  const text = () => Buffer.concat(chunks).toString();
  return {
    handle,
    log,
    behind,
    output: () => Buffer.concat(chunks),
    text,
    async ready() {
      await until(() => /ready[^\n]*\n/.test(text()), { what: () => `${command} to be ready: ${text()}` });
      return [.../ready([^\n]*)\n/.exec(text())![1]!.matchAll(/\d+/g)].map(Number);
    },
    ended: () => until(() => log.includes('end'), { what: () => `the end of ${command}: ${log}` }),
  };
}

/** Adopts run 1 of the service `web`. With `takes`, its sink is behind for good after so many bytes. */
export function adopt(
  host: SystemProcessHost,
  identity: RunIdentity,
  { takes = Number.POSITIVE_INFINITY }: { takes?: number } = {},
) {
  const log: string[] = [];
  let text = '';
  const keepsUp = () => text.length < takes;
  const sink: OutputSink = {
    write(chunk) {
      text += chunk;
      return keepsUp();
    },
    onDrain() {},
    end: () => log.push('end'),
  };
  const handle = host.adopt({ spec: specOf({}), run: 1, identity }, sink, {
    exited: (code, signal) => log.push(`exited ${signal ?? code}`),
    treeGone: () => log.push('treeGone'),
  });
  return {
    handle,
    log,
    text: () => text,
    keepsUp,
    ended: () => until(() => log.includes('end'), { what: () => `the end of an adopted run: ${log}` }),
  };
}

function specOf(changes: Partial<ProcessSpec>): ProcessSpec {
  return {
    kind: 'service',
    name: 'web',
    exec: '',
    dir: process.cwd(),
    env: {},
    requires: [],
    after: [],
    wants: [],
    conflicts: [],
    critical: false,
    status: 'start',
    class: 'user',
    tty: false,
    lifecycle: DEFAULT_LIFECYCLE,
    logging: { bufferLines: 100 },
    ...changes,
  } as ProcessSpec;
}
