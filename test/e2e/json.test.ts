import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import { COMMANDS } from '../../src/cli/args/options.ts';
import { cliSchema } from '../../src/cli/json/cli-schema.ts';
import { OUTPUTS, type OutputName } from '../../src/cli/json/outputs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';

const PROJECT = `[project]
name = "shop"
[services.db]
exec = "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done"
port = "auto"
health = { type = "exec", target = "true" }
[services.migrate]
exec = "echo done"
oneshot = true
requires = ["db"]
[services.api]
exec = "echo hello; exec sleep 1000"
tty = true
requires = ["migrate"]
[services.bad]
exec = "echo 'Error: no luck' >&2; exit 3"
status = "stop"
lifecycle = { restart = "never", ready_after_ms = 20000 }
[targets.all]
requires = ["api"]
`;

/** Commands that print no JSON: a conversation in a protocol of its own, and what only shells ask for. */
const WITHOUT = ['mcp', '__complete'];

type Schema = { [key: string]: unknown; $defs: Record<string, unknown> };
const published = JSON.parse(readFileSync(new URL('../../schema/cli.schema.json', import.meta.url), 'utf8')) as Schema;

/** The schema without room for fields that it does not name. */
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(closed(published) as Schema, 'cli');

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, key === 'required' ? value : closed(value)]);
  const { properties, description = '' } = schema as { properties?: object; description?: unknown };
  const isOpen = properties === undefined || String(description).includes('Further fields belong to the type');
  return { ...Object.fromEntries(entries), ...(isOpen ? {} : { additionalProperties: false }) };
}

/** Fails when this is not what a command may print. */
function validate(name: string, value: unknown): void {
  const check = ajv.getSchema(`cli#/$defs/${name}`);
  expect(check?.(value), `${name}: ${JSON.stringify(check?.errors?.slice(0, 5))} in ${JSON.stringify(value)}`).toBe(
    true,
  );
}

interface Asked {
  readonly status?: number;
  /** The code of the refusal that is to come. */
  readonly code?: string;
  readonly cwd?: string;
}

/** Runs a command with `--json`, and checks all that it prints on stdout. Gives the values. */
async function ask(rig: Rig, line: string, { status = 0, code, cwd }: Asked = {}): Promise<Record<string, unknown>[]> {
  const [verb = '', ...words] = line.split(' ');
  const zdev = rig.zdev([verb, '--json', ...words], cwd === undefined ? {} : { cwd });
  const ended = await zdev.ended(60_000);
  const text = Buffer.from(zdev.stdout, 'latin1').toString();
  expect([line, ended], `${text}\n${zdev.stderr}`).toEqual([line, status]);
  const lines = ['logs', 'echo', 'events'].includes(verb) ? text.trimEnd().split('\n') : [text];
  const values = lines.map((each) => JSON.parse(each) as Record<string, unknown>);
  for (const value of values) validate(verb, value);
  if (code !== undefined) expect(values).toEqual([{ ok: false, error: expect.objectContaining({ code }) }]);
  return values;
}

describe('--json', () => {
  test('every command has it, and a definition in the schema', () => {
    const listed = COMMANDS.filter(({ name }) => !WITHOUT.includes(name));
    expect(
      listed.filter(({ options }) => !options.some(({ name }) => name === 'json')).map(({ name }) => name),
    ).toEqual([]);
    expect(Object.keys(OUTPUTS).sort()).toEqual(listed.map(({ name }) => name as OutputName).sort());
    expect(JSON.parse(JSON.stringify(cliSchema()))).toEqual(published);
  });

  test('what a running project answers is as the schema has it', async ({ rig }) => {
    rig.write('zinit.toml', PROJECT);
    const [up] = await ask(rig, 'up -d');
    expect(up).toMatchObject({ ok: true, dir: rig.dir, already_up: false });
    expect((await ask(rig, 'up -d'))[0]).toMatchObject({ already_up: true });
    expect((await ask(rig, 'up -d --wait'))[0]).toMatchObject({ ok: true });
    await ask(rig, 'ps');
    await ask(rig, 'ps api');
    expect((await ask(rig, 'ps -q api'))[0]).toHaveProperty('services');
    await ask(rig, 'tree');
    await ask(rig, 'wait api --until ready');
    await ask(rig, 'why');
    expect((await ask(rig, 'start bad', { status: 1 }))[0]).toMatchObject({ ok: false });
    await ask(rig, 'why', { status: 1 });
    await ask(rig, 'why bad', { status: 1 });
    await ask(rig, 'why api bad', { status: 1 });
    expect((await ask(rig, 'start api --no-wait'))[0]).toMatchObject({ ok: true, asked: [{ name: 'api' }] });
    await ask(rig, 'stop bad');
    const following = ['logs', 'echo', 'events'].map((verb) => {
      return { verb, zdev: rig.zdev([verb, ...(verb === 'logs' ? ['-f'] : []), '--json']) };
    });
    const hears = ({ zdev }: (typeof following)[number]) =>
      zdev.ending !== undefined || zdev.stdout.includes('"ready":true');
    await until(async () => (await ask(rig, 'restart api')).length === 1 && following.every(hears), {
      timeoutMs: 60_000,
    });
    await ask(rig, 'restart api --no-wait');
    await ask(rig, 'wait api');
    expect((await ask(rig, 'send api x')).at(0)).toEqual({ ok: true, services: ['api'] });
    await ask(rig, 'logs');
    expect((await ask(rig, 'logs --level error')).map(({ text }) => text)).toEqual(['Error: no luck']);
    await ask(rig, 'events --cursor start --no-follow');
    await ask(rig, 'history');
    await ask(rig, 'timings');
    await ask(rig, 'env');
    await ask(rig, 'env api');
    await ask(rig, 'run -- no-such-command', { status: 127, code: 'failed' });
    expect(await ask(rig, 'run -- false', { status: 1 })).toEqual([{ ok: false, status: 1 }]);
    expect(await ask(rig, 'run api true')).toEqual([{ ok: true, status: 0 }]);
    await ask(rig, 'ls');
    await ask(rig, 'check');
    await ask(rig, 'export procfile');
    await ask(rig, 'export compose', { status: 1, code: 'failed' });
    expect((await ask(rig, 'export systemd -o out'))[0]).toMatchObject({ ok: true, format: 'systemd' });
    expect((await ask(rig, 'kill api'))[0]).toMatchObject({ services: [{ name: 'api', signal: 'SIGTERM' }] });
    await ask(rig, 'start api');
    expect((await ask(rig, 'kill -s SIGKILL api'))[0]).toMatchObject({ services: [{ signal: 'SIGKILL' }] });
    rig.write('zinit.toml', `${PROJECT}[services.more]\nexec = "sleep 1000"\n`);
    expect((await ask(rig, 'reload'))[0]).toMatchObject({ added: ['more'] });
    await ask(rig, 'down');
    for (const { verb, zdev } of following) {
      if (verb === 'events') zdev.kill('SIGTERM');
      await zdev.ended();
      const told = zdev.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const value of told) validate(verb, value);
      expect(told).toContainEqual(expect.objectContaining({ type: 'service', service: 'api', state: 'running' }));
    }
    expect((await ask(rig, 'down'))[0]).toMatchObject({ ok: true, ran: false });
  });

  test('what needs no project answers as well', async ({ rig }) => {
    rig.write('empty/x', '');
    rig.write('app/Procfile', 'web: sleep 1000\n');
    await ask(rig, 'init', { cwd: 'empty', status: 1, code: 'failed' });
    expect((await ask(rig, 'init --print', { cwd: 'app' }))[0]).toMatchObject({ ok: true, written: false });
    expect((await ask(rig, 'init', { cwd: 'app' }))[0]).toMatchObject({ services: [{ name: 'web' }], written: true });
    expect(readFileSync(join(rig.dir, 'app/zinit.toml'), 'utf8')).toContain('[services.web]');
    await ask(rig, 'completion bash');
    await ask(rig, 'agent-guide');
    await ask(rig, 'schema');
  });

  test('zdev test tells what it has come to, and the command has stderr', async ({ rig }) => {
    rig.write('zinit.toml', PROJECT);
    expect(await ask(rig, 'test api -- true')).toEqual([
      { ok: true, status: 0, stage: 'command', failed: null, problems: [] },
    ]);
    const failing = rig.zdev(['test', '--json', 'api', '--', 'sh', '-c', 'echo of-command; exit 4']);
    expect(await failing.ended(60_000)).toBe(4);
    expect(failing.stderr).toContain('of-command');
    expect(JSON.parse(failing.stdout)).toMatchObject({ ok: false, status: 4, stage: 'command' });
    const [broken] = await ask(rig, 'test bad -- true', { status: 1 });
    expect(broken).toMatchObject({ ok: false, stage: 'up', problems: [{ name: 'bad', output: ['Error: no luck'] }] });
    await ask(rig, 'test wbe -- true', { status: 1, code: 'unknown-service' });
    await ask(rig, 'test', { status: 2, code: 'usage' });
  });

  test('refusals are JSON with a code that stays', async ({ rig }) => {
    rig.write('zinit.toml', PROJECT);
    for (const verb of ['ps', 'why', 'tree', 'restart', 'stop', 'reload', 'wait', 'send api x', 'kill api']) {
      await ask(rig, verb, { status: 1, code: 'not-running-here' });
    }
    await ask(rig, 'up', { status: 2, code: 'usage' });
    await ask(rig, 'up -d wbe', { status: 1, code: 'unknown-service' });
    await ask(rig, 'env wbe', { status: 1, code: 'unknown-service' });
    await ask(rig, 'attach api', { status: 1, code: 'failed' });
    await ask(rig, 'export nothing', { status: 2, code: 'usage' });
    await ask(rig, 'completion tcsh', { status: 2, code: 'usage' });
    await ask(rig, 'ps --no-such-option', { status: 2, code: 'usage' });
    await ask(rig, 'history -n many', { status: 2, code: 'usage' });
    await ask(rig, 'timings', { status: 1, code: 'failed' });
    rig.write('zinit.toml', '[services.api]\nexce = "x"\n');
    for (const line of ['up -d', 'env', 'run -- true', 'test -- true', 'export compose']) {
      const [refused] = await ask(rig, line, { status: 2 });
      expect(refused).toMatchObject({ ok: false, error: { code: 'config' } });
      expect(refused?.['diagnostics']).toContainEqual(expect.objectContaining({ code: 'unknown-key', line: 2 }));
    }
    const [unexplained] = await ask(rig, 'why', { status: 1 });
    expect(unexplained).toMatchObject({ ok: false, error: { code: 'config' } });
    expect(unexplained?.['diagnostics']).toContainEqual(expect.objectContaining({ code: 'unknown-key', line: 2 }));
    await ask(rig, 'check', { status: 2 });
  });
});
