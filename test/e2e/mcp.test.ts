import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { ZDEV_BIN } from '../helpers/zdev-process.ts';

const PROJECT = `[services.db]
exec = "test -e ready || { echo 'FATAL: data directory is missing' >&2; exit 1; }; echo up; exec sleep 1000"
lifecycle = { ready_after_ms = 500, restart = "never" }
[services.api]
exec = "echo hello; exec sleep 1000"
requires = ["db"]
url = "http://localhost:8080/"
`;

interface Agent {
  /** Calls a tool: its text, and whether it is an error. */
  call(name: string, args?: Record<string, unknown>): Promise<[text: string, isError: boolean]>;
  readonly client: Client;
}

async function withAgent(rig: Rig, args: readonly string[], use: (agent: Agent) => Promise<void>, cwd = rig.dir) {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [ZDEV_BIN, 'mcp', ...args],
      cwd,
      env: { ...rig.environ },
    }),
  );
  try {
    await use({
      client,
      async call(name, given = {}) {
        const { content, isError } = await client.callTool({ name, arguments: given });
        const [first] = content as { text: string }[];
        return [first?.text ?? '', isError === true];
      },
    });
  } finally {
    await client.close();
  }
}

describe('zdev mcp', () => {
  test('an agent brings a project up, finds the root of a fault in one call, and waits for the mended service', async ({
    rig,
  }) => {
    rig.write('zinit.toml', PROJECT);
    await withAgent(rig, [], async ({ call, client }) => {
      expect(await call('list')).toEqual([expect.stringContaining('zdev does not run in'), true]);
      expect(await call('up', { names: 'api' })).toEqual([expect.stringContaining('db: failed'), true]);

      const [why, isError] = await call('why', { names: ['api'] });
      expect(why).toContain('FATAL: data directory is missing');
      expect(isError).toBe(false);
      expect(await call('why', { names: 'dbb' })).toEqual([expect.stringContaining('did you mean "db"?'), true]);

      rig.write('ready', '');
      expect(await call('start', { names: 'db' })).toEqual([expect.stringContaining('db: ready'), false]);
      expect(await call('wait_ready', { names: 'api' })).toEqual(['api is ready', false]);
      expect(await call('url', { name: 'api' })).toEqual(['http://localhost:8080/', false]);

      const [logs] = await call('logs', { names: 'api' });
      const cursor = /\[cursor: (.*)\]/.exec(logs)?.[1];
      expect(logs).toContain('| hello');
      expect((await call('logs', { cursor }))[0]).toMatch(/^\[no lines\]/);
      expect(await call('restart', { names: 'api' })).toEqual([expect.stringContaining('api: ready'), false]);
      expect((await call('logs', { cursor }))[0]).toMatch(/^api \| hello\n\[cursor/);

      expect(await call('run', { command: 'echo $ZDEV_NONE-x; exit 3' })).toEqual(['exit status 3\n-x', true]);
      const { resources } = await client.listResources();
      expect(resources.map(({ uri }) => uri)).toEqual(['zdev://config', 'zdev://logs/db', 'zdev://logs/api']);
      expect(await call('down')).toEqual([expect.stringContaining('stopped'), false]);
    });
  });

  test('an agent answers a service that asks, and is told what it says then', async ({ rig }) => {
    rig.write(
      'zinit.toml',
      `[services.ask]
exec = "printf 'Overwrite? [y/N] '; read a; echo got:$a; printf 'Sure? '; read b; echo sure:$b; exec sleep 1000"
[services.mute]
exec = "sleep 1000"
tty = false
`,
    );
    await withAgent(rig, [], async ({ call }) => {
      // One that asks something is not settled before it has an answer.
      await call('up', { timeout_s: 1 });
      const asks = async () => (await call('list', { names: 'ask' }))[0].includes('Overwrite? [y/N]');
      await until(asks, { what: 'the question is seen', timeoutMs: 20_000 });
      const [first, isError] = await call('send', { name: 'ask', keys: ['y', 'Enter'] });
      expect(first).toContain('ask | Overwrite? [y/N] y\nask | got:y\n[cursor: ');
      expect(first).toContain('ask: waits for input: "Sure?"');
      expect(isError).toBe(false);
      // a text is typed as it stands
      expect((await call('send', { name: 'ask', keys: 'yesEnter' }))[0]).toContain('[no lines]');
      expect(await call('send', { name: 'ask', keys: 'Enter' })).toEqual([
        expect.stringContaining('ask | sure:yesEnter\n'),
        false,
      ]);
      expect(await call('send', { name: 'mute', keys: 'x' })).toEqual([
        expect.stringContaining('mute runs without a terminal'),
        true,
      ]);
      expect(await call('send', { name: 'asck', keys: 'x' })).toEqual([
        expect.stringContaining('did you mean "ask"?'),
        true,
      ]);
      expect(await call('down')).toEqual([expect.stringContaining('stopped'), false]);
    });
  });

  test('with --read-only nothing can be changed; a sub-directory and another project work', async ({ rig }) => {
    rig.write('zinit.toml', PROJECT);
    rig.write('broken/zinit.toml', '[services.a]\nexce = "x"\n');
    mkdirSync(join(rig.dir, 'deep/er'), { recursive: true });
    const inside = join(rig.dir, 'deep/er');
    await withAgent(
      rig,
      ['--read-only'],
      async ({ call, client }) => {
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toEqual(['list', 'why', 'logs', 'history', 'wait_ready', 'url', 'check']);
        expect(await call('stop')).toEqual([expect.stringContaining('stop'), true]);
        expect(await call('check')).toEqual([expect.stringContaining('ok (db, api)'), false]);
        expect(await call('check', { project: join(rig.dir, 'broken') })).toEqual([
          expect.stringContaining('did you mean "exec"?'),
          true,
        ]);
      },
      inside,
    );
  });
});
