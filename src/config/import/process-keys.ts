import { set } from './draft.ts';
import { flagOf, integerOf, integersOf, pairsOf, type Rows, secondsOf, textOf, textsOf } from './fields.ts';
import { readAvailability } from './process-availability.ts';
import { readNeeds } from './process-needs.ts';
import { readLiveness, readLogLine, readReadiness } from './process-probe.ts';
import { readSchedule } from './process-schedule.ts';
import type { ProcessScope } from './process-scope.ts';
import { readShutdown } from './process-shutdown.ts';
import { readWatch } from './process-watch.ts';

const OWN_TERMINAL = 'zdev attach NAME connects your terminal to it';

/** Reads each key of a process. `docs/import.md` describes the same in words. */
export const PROCESS: Rows<ProcessScope> = {
  command(field, at) {
    at.command.line = textOf(field, at) ?? '';
    at.draft.places.set('exec', field.node.place);
  },
  entrypoint(field, at) {
    at.command.entrypoint = textsOf(field, at).map(({ text }) => text);
    at.draft.places.set('exec', field.node.place);
  },
  args: 'process-compose does not read it from a file either: write the arguments in "entrypoint"',
  working_dir: (field, at) => set(at.draft, field, 'dir', textOf(field, at)),
  description: (field, at) => set(at.draft, field, 'description', textOf(field, at)),
  environment(field, at) {
    for (const { name, value } of pairsOf(field, at)) at.env[name] = value ?? '';
    at.draft.places.set('env', field.node.place);
  },
  env_file(field, at) {
    for (const { text, place } of textsOf(field, at)) Object.assign(at.fileEnv, at.readEnv(text, place));
  },
  is_dotenv_disabled(field, at) {
    at.draft.withoutProjectEnv = flagOf(field, at) ?? false;
  },
  vars: null,
  is_template_disabled: null,
  extends: null,
  disabled: (field, at) => set(at.draft, field, 'status', flagOf(field, at) ? 'stop' : null),
  is_disabled: (field, at) => set(at.draft, field, 'status', flagOf(field, at) ? 'stop' : null),
  depends_on: readNeeds,
  availability: readAvailability,
  readiness_probe: readReadiness,
  liveness_probe: readLiveness,
  ready_log_line: readLogLine,
  shutdown: readShutdown,
  success_exit_codes(field, at) {
    set(at.draft, field, 'lifecycle', { success_exit_codes: integersOf(field, at, 0, 255) });
  },
  is_daemon(field, at) {
    at.command.daemon = flagOf(field, at) ?? false;
  },
  launch_timeout_seconds(field, at) {
    const ms = secondsOf(field, at, 1);
    if (ms !== null) set(at.draft, field, 'lifecycle', { start_timeout_ms: ms });
  },
  is_foreground(field, at) {
    if (!flagOf(field, at)) return;
    set(at.draft, field, 'status', 'stop');
    set(at.draft, field, 'tty', true);
  },
  is_tty: (field, at) => set(at.draft, field, 'tty', flagOf(field, at)),
  is_interactive: (field, at) => set(at.draft, field, 'tty', flagOf(field, at) ? true : null),
  is_elevated: 'add sudo to its command, or run zdev with the rights that it needs',
  disable_ansi_colors: 'add NO_COLOR=1 to its environment',
  namespace(field, at) {
    at.namespaces.push(...textsOf(field, at).map(({ text, place }) => ({ name: text, place })));
  },
  replicas(field, at) {
    at.draft.replicas = integerOf(field, at, 1, 100) ?? 1;
  },
  schedule: readSchedule,
  watch: readWatch,
  log_location: (field, at) => {
    const file = textOf(field, at);
    if (file) set(at.draft, field, 'logging', { file });
  },
  log_configuration: 'zdev rotates by itself: the last five runs, 10 MB each',
  truncate_log: 'zdev keeps each run apart: zdev logs --run',
  monitor_for: OWN_TERMINAL,
  monitor_silence_threshold: OWN_TERMINAL,
  mcp: 'scripts and tools talk to the socket: docs/rpc.md',
};
