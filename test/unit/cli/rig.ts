import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommandIo } from '../../../src/cli/io/command-io.ts';
import { type RpcServer, serve } from '../../../src/rpc/server.ts';
import { tempDir } from '../../helpers/temp.ts';
import { FakeControl } from '../rpc/fake-control.ts';
import { oneshot, service } from '../rpc/specs.ts';

/** Somebody who calls commands, and keeps what they print. */
export interface FakeCaller extends CommandIo {
  cwd: string;
  printed(): string;
  complained(): string;
}

export function fakeCaller(cwd: string, rest: Partial<CommandIo> = {}): FakeCaller {
  let out = '';
  let err = '';
  return {
    cwd,
    env: {},
    out(text) {
      out += text.toString();
    },
    err(text) {
      err += text;
    },
    terminal: false,
    columns: Number.POSITIVE_INFINITY,
    color: { out: false, err: false },
    ...rest,
    printed: () => out,
    complained: () => err,
  };
}

/** A shop: `db`, then `migrate`, then `api` and `web`. */
export const shop = () => [
  service('db', { port: 5432 }),
  oneshot('migrate', { requires: ['db'] }),
  service('api', { requires: ['migrate', 'db'] }),
  service('web', { requires: ['api'] }),
];

/** A project directory with an imaginary supervisor behind a real socket. */
export async function runningProject(
  control: FakeControl = new FakeControl(shop(), { migrate: { exits: 0 } }).up(),
): Promise<{ dir: string; control: FakeControl; server: RpcServer; io: FakeCaller }> {
  const dir = tempDir();
  const server = await serveIn(dir, control);
  return { dir, control, server, io: fakeCaller(dir) };
}

/** Another supervisor of the same project. */
export async function serveIn(dir: string, control: FakeControl): Promise<RpcServer> {
  const stateDir = join(dir, '.zdev');
  mkdirSync(stateDir, { recursive: true });
  chmodSync(stateDir, 0o700);
  const server = await serve({ control, path: join(stateDir, 'zdev.sock') });
  onTestFinished(() => server.close());
  return server;
}
