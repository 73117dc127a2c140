import type { Format } from './format.ts';

/** The formats of `zdev export`, by name. Each is a chunk of its own, loaded when it is asked for. */
export const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  systemd: async () => (await import('./systemd.ts')).systemd,
  launchd: async () => (await import('./launchd.ts')).launchd,
  compose: async () => (await import('./compose.ts')).compose,
  kubernetes: async () => (await import('./kubernetes.ts')).kubernetes,
  procfile: async () => (await import('./procfile.ts')).procfile,
  upstart: async () => (await import('./upstart.ts')).upstart,
  runit: async () => (await import('./runit.ts')).runit,
  supervisord: async () => (await import('./supervisord.ts')).supervisord,
};
