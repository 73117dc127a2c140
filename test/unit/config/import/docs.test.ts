import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMPOSE } from '../../../../src/config/import/compose.ts';
import { BUILD } from '../../../../src/config/import/compose-build.ts';
import { LIMITS, RESERVATIONS, RESOURCES, RESTART_POLICY } from '../../../../src/config/import/compose-deploy.ts';
import { WATCH as COMPOSE_WATCH, DEVELOP } from '../../../../src/config/import/compose-develop.ts';
import { HEALTHCHECK } from '../../../../src/config/import/compose-health.ts';
import { DEPLOY, SERVICE } from '../../../../src/config/import/compose-keys.ts';
import { NEED as COMPOSE_NEED } from '../../../../src/config/import/compose-needs.ts';
import { PORT } from '../../../../src/config/import/compose-ports.ts';
import { ENV_FILE } from '../../../../src/config/import/compose-scope.ts';
import { SECRET } from '../../../../src/config/import/compose-secrets.ts';
import { VOLUME } from '../../../../src/config/import/compose-volumes.ts';
import { AVAILABILITY } from '../../../../src/config/import/process-availability.ts';
import { PROCESS } from '../../../../src/config/import/process-keys.ts';
import { NEED as PROCESS_NEED } from '../../../../src/config/import/process-needs.ts';
import { EXEC, HTTP, PROBE } from '../../../../src/config/import/process-probe.ts';
import { PROJECT } from '../../../../src/config/import/process-project.ts';
import { SHUTDOWN } from '../../../../src/config/import/process-shutdown.ts';
import { WATCH } from '../../../../src/config/import/process-watch.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const page = readFileSync(`${root}/docs/import.md`, 'utf8');
const [, processCompose = '', compose = ''] = page.split(/^## (?:process-compose|docker compose|zdev init)$/m);

test.each(
  [PROJECT, PROCESS, AVAILABILITY, PROBE, HTTP, EXEC, SHUTDOWN, WATCH, PROCESS_NEED].flatMap((rows) =>
    Object.keys(rows),
  ),
)('docs/import.md describes "%s" of process-compose', (key) => {
  expect(processCompose).toMatch(new RegExp(`\`(?:\\w+\\.)?${key}\``));
});

test.each(
  [
    ...[COMPOSE, SERVICE, BUILD, DEPLOY, RESTART_POLICY, RESOURCES, LIMITS, RESERVATIONS, DEVELOP, COMPOSE_WATCH],
    ...[HEALTHCHECK, PORT, VOLUME, SECRET, ENV_FILE, COMPOSE_NEED],
  ].flatMap((rows) => Object.keys(rows)),
)('docs/import.md describes "%s" of docker compose', (key) => {
  expect(compose).toMatch(new RegExp(`\`(?:\\w+\\.)?${key}(?:: \\w+)?\``));
});

test('docs/diagnostics.md has every code that an import can report', () => {
  const dir = `${root}/src/config/import`;
  const text = readdirSync(dir).map((name) => readFileSync(`${dir}/${name}`, 'utf8'));
  const found = text.join('\n').matchAll(/\b(?:error|warning|report)\(\s*'([a-z-]+)'/g);
  const codes = new Set(Array.from(found, ([, code]) => code));
  const documented = readFileSync(`${root}/docs/diagnostics.md`, 'utf8');
  expect([...codes].filter((code) => !documented.includes(`| \`${code}\` |`))).toEqual([]);
  expect(codes.size).toBeGreaterThan(10);
});
