import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diagnose } from '../../../../src/adapters/diagnose/index.ts';
import type { Diagnosis } from '../../../../src/core/diagnosis.ts';
import type { DiagnoseRequest } from '../../../../src/runtime/ports.ts';

/** Looks into a failed run whose directory holds these files; a name that ends with `*` is executable, with `/` a directory. */
export function look(
  dir: string,
  files: Readonly<Record<string, string>>,
  failed: Partial<DiagnoseRequest> & { command: string },
  holder: Awaited<ReturnType<Parameters<typeof diagnose>[1]>> = null,
): Promise<Diagnosis> {
  put(dir, files);
  const request = {
    dir,
    root: dir,
    dirPlace: null,
    engines: null,
    port: undefined,
    requires: [],
    services: [],
    output: [],
    end: { code: 127, signal: null },
  };
  const env = { PATH: join(dir, 'bin') };
  return diagnose({ ...request, env, ...failed }, async () => holder);
}

function put(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name.replace(/[*/]$/, ''));
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) continue;
    writeFileSync(path, text);
    if (name.endsWith('*')) chmodSync(path, 0o755);
  }
}
