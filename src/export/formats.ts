import { takeOutSecrets } from './command-secrets.ts';
import { takeOutExternals } from './externals.ts';
import type { Format } from './format.ts';

/** Replaces secrets in commands by variables, and leaves out services of other projects. */
function referring(format: Format): Format {
  return {
    ...format,
    write(given) {
      const own = takeOutExternals(given);
      const { project, warnings } = takeOutSecrets(own.project);
      const written = format.write(project);
      return { ...written, warnings: [...own.warnings, ...warnings, ...written.warnings] };
    },
  };
}

/** The formats of `zdev export`, by name. Each is a separate chunk, loaded on demand. */
export const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  systemd: async () => referring((await import('./systemd.ts')).systemd),
  launchd: async () => referring((await import('./launchd.ts')).launchd),
  compose: async () => referring((await import('./compose.ts')).compose),
  kubernetes: async () => referring((await import('./kubernetes.ts')).kubernetes),
  procfile: async () => referring((await import('./procfile.ts')).procfile),
  upstart: async () => referring((await import('./upstart.ts')).upstart),
  runit: async () => referring((await import('./runit.ts')).runit),
  supervisord: async () => referring((await import('./supervisord.ts')).supervisord),
};
