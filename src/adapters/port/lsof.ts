import { execFile } from 'node:child_process';
import type { PortHolder } from '../../core/port-holder.ts';
import { tool, toolEnv } from '../../system.ts';

const TIMEOUT_MS = 3000;

/** The holder of a held port, from `lsof` and `ps` (macOS). Never rejects. */
export async function holderByLsof(port: number): Promise<PortHolder> {
  const listing = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp']);
  const pid = Number(/^p(\d+)$/m.exec(listing)?.[1]);
  if (!pid) return { pid: null, command: null };
  const command = await output('ps', ['-o', 'command=', '-p', String(pid)]);
  return { pid, command: command.trim() || null };
}

/** The output of a program; empty if it is missing, fails or hangs. */
function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(tool(program), args, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', env: toolEnv() }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}
