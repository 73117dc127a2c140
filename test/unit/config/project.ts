import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LeaseRequest, PortLeaser } from '../../../src/config/leaser.ts';
import { loadProject } from '../../../src/config/load.ts';
import type { LoadOptions, Project } from '../../../src/config/project.ts';
import type { ProcessSpec } from '../../../src/core/service.ts';

/** Writes files into a new directory, which is removed after the test. Returns its path without symbolic links. */
export function makeFiles(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-config-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

/** Loads a project with these files. */
export function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<LoadOptions> = {},
): Promise<Project> {
  return loadProject({ cwd: makeFiles(files), environ: {}, ...options });
}

/** The service of that name; it must have a process. */
export function service(project: Project, name: string): ProcessSpec {
  const found = project.services.find((each) => each.name === name);
  if (found === undefined || found.kind === 'target') throw new Error(`no service "${name}"`);
  return found;
}

/** Diagnostics in short: `zinit.toml:3:1 error unknown-key`. */
export function brief(project: Project, severity?: 'error' | 'warning'): string[] {
  return project.diagnostics
    .filter((each) => severity === undefined || each.severity === severity)
    .map((each) => [
      [each.file, each.line, each.column].filter((part) => part !== null).join(':'),
      each.severity,
      each.code,
    ])
    .map((parts) => parts.filter((part) => part !== '').join(' '));
}

/** Leases 20001, 20002 … in the order of requests, and records the requests. */
export function fakeLeaser() {
  const asked: LeaseRequest[] = [];
  const leasePorts: PortLeaser = async (request) => {
    asked.push(request);
    return { ok: true, ports: new Map(request.wanted.map((key, index) => [key, 20_001 + index])), moved: [] };
  };
  return { asked, leasePorts };
}
