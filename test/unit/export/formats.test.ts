import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/args/options.ts';
import { FORMATS } from '../../../src/export/formats.ts';
import { exportReference } from '../../../src/export/reference.ts';
import { exportedToml } from './rig.ts';

/** Asks for all that a service can have. */
const EVERYTHING = `
[services.other]
exec = "x"
hooks = { ready = "true" }
image = "i"
[services.all]
exec = "x"
image = "i"
dir = "sub"
env = { A = "b" }
port = 5432
build = "x"
requires = ["other"]
after = ["other"]
ended = ["other"]
wants = ["other"]
conflicts = ["once"]
description = "d"
url = "http://localhost/"
tty = true
stdin = "closed"
watch = ["."]
logging = { file = "all.log" }
health = { type = "log", target = "x", on_failure = "restart" }
lifecycle = { restart = "never", restart_delay_ms = 2, restart_delay_max_ms = 3, max_restarts = 4, stability_period_ms = 5, start_timeout_ms = 6, ready_after_ms = 8, stop_timeout_ms = 7, stop_signal = "int", on_dependency_restart = "restart", success_exit_codes = [3], stop_command = "x", stop_keys = ["q", "Enter"] }
[services.once]
exec = "x"
image = "i"
oneshot = true
status = "stop"
lifecycle = { restart = "always" }
[services.tcp]
exec = "x"
image = "i"
health = { type = "tcp", target = "localhost:1" }
lifecycle = { restart = "always" }
[services.http]
exec = "x"
image = "i"
health = { type = "http", target = "http://localhost:1" }
[services.exec]
exec = "x"
image = "i"
health = { type = "exec", target = "x" }
[targets.group]
requires = ["all"]
`;

test('the reference page is that of the tables', async () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/reference/export.md', import.meta.url)), 'utf8');
  expect(page).toBe(await exportReference());
});

test('the command line names the formats that there are', () => {
  expect(COMMANDS.find(({ name }) => name === 'export')?.choices).toEqual(Object.keys(FORMATS));
});

test.each(Object.keys(FORMATS))('%s: what is lost is said, once for each key', async (name) => {
  const { keys } = await FORMATS[name]!();
  const { warnings } = await exportedToml(name, EVERYTHING, { 'sub/x': '' });
  const lost = Object.entries(keys).flatMap(([key, fate]) => ('lost' in fate ? [key] : []));
  expect(lost.length).toBeGreaterThan(0);
  for (const key of lost) expect(warnings.filter((text) => text.startsWith(`${key} (`))).toHaveLength(1);
});

test.each(Object.keys(FORMATS))('%s: a service that asks for nothing has nothing to lose', async (name) => {
  const { warnings } = await exportedToml(name, '[services.a]\nexec = "x"\nimage = "i"');
  expect(warnings).toEqual([]);
});
