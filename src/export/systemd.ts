import type { Project } from '../config/project.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { slug } from './names.ts';
import { type Section, unitText, value } from './systemd-text.ts';
import { serviceUnit, targetUnit } from './systemd-unit.ts';

export const systemd: Format = {
  title: 'User units of systemd: one for each service and target, and a target for the project',
  keys: {
    exec: { as: '`ExecStart=/bin/sh -c`' },
    dir: { as: '`WorkingDirectory=`' },
    env: { as: '`Environment=`, with the values of the env files; `EnvironmentFile=` for what looks secret' },
    port: { as: '`Environment="PORT=…"`; nothing checks whether it is free' },
    image: { beside: 'for containers' },
    build: { as: '`ExecStartPre=`' },
    oneshot: { as: '`Type=oneshot`, `RemainAfterExit=yes`' },
    requires: { as: '`Requires=` and `After=`; a restart of a dependency restarts its dependents' },
    after: { as: '`After=`, which waits until the other is ready or has failed' },
    ended: { lost: 'nothing waits for an end that may be a failure' },
    wants: { as: '`Wants=`' },
    conflicts: { as: '`Conflicts=`: systemd stops the running one; zdev would wait for its end' },
    status: { as: 'not among the `Wants=` of the project' },
    description: { as: '`Description=`' },
    url: { as: '`Documentation=`' },
    tty: { lost: 'a unit has no terminal' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'a path unit sees no directories below its own, so nothing restarts on a change' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output is in the journal' },
    'health.type = "tcp"': { as: '`ExecStartPost=` that waits for it, with `nc` or `bash`' },
    'health.type = "http"': { as: '`ExecStartPost=` that waits for it, with `curl` or `wget`' },
    'health.type = "exec"': { as: '`ExecStartPost=` that waits for it' },
    'health.type = "log"': { lost: 'dependents start as soon as the command has been run' },
    'health.on_failure = "restart"': { lost: 'nothing checks the service after it is ready' },
    'lifecycle.restart = "always"': { as: '`Restart=always`, for a oneshot `on-failure`' },
    'lifecycle.restart = "on-failure"': { as: '`Restart=on-failure`, `RestartForceExitStatus=`' },
    'lifecycle.restart = "never"': { as: '`Restart=no`' },
    'lifecycle.restart_delay_ms': { as: '`RestartSec=`, always the same' },
    'lifecycle.restart_delay_max_ms': { lost: 'the delay before a restart does not grow' },
    'lifecycle.max_restarts': { as: '`StartLimitBurst=`, one more' },
    'lifecycle.stability_period_ms': { as: '`StartLimitIntervalSec=`, with the delay, times the restarts' },
    'lifecycle.start_timeout_ms': { as: '`TimeoutStartSec=`' },
    'lifecycle.ready_after_ms': { lost: 'a service counts as up as soon as its process runs' },
    'lifecycle.stop_timeout_ms': { as: '`TimeoutStopSec=`' },
    'lifecycle.stop_signal': { as: '`KillSignal=`' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { as: '`SuccessExitStatus=`' },
    'lifecycle.on_dependency_restart': { as: '`BindsTo=`' },
    targets: { as: 'a target unit' },
  },
  write,
};

function write(project: Project): Exported {
  const prefix = slug(project.name);
  const kinds = new Map(project.services.map(({ name, kind }) => [name, kind]));
  const unit = (name: string) => `${prefix}-${name}.${kinds.get(name) === 'target' ? 'target' : 'service'}`;
  const warnings = lostKeys(project.services, project, systemd.keys);
  const context = { project: `${prefix}.target`, secrets: `%E/${prefix}`, unit, warnings };
  const units = project.services.map((service) => ({
    path: unit(service.name),
    text: unitText(service.kind === 'target' ? targetUnit(service, context) : serviceUnit(service, context)),
  }));
  return { files: [{ path: context.project, text: unitText(projectUnit(project, unit)) }, ...units], warnings };
}

function projectUnit({ name, services }: Project, unit: (name: string) => string): Section[] {
  const started = services.filter(({ status }) => status === 'start').map((service) => unit(service.name));
  return [
    {
      name: 'Unit',
      entries: [
        ['Description', value(name)],
        ['Wants', started.join(' ')],
      ],
    },
    { name: 'Install', entries: [['WantedBy', 'default.target']] },
  ];
}
