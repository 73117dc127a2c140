import { relative } from 'node:path';
import type { Project } from '../config/project.ts';
import type { ProcessSpec } from '../core/service.ts';
import { isShellName, quote } from '../core/shell-quote.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { allowedEnv, processes, rename } from './names.ts';
import { secretWarning, splitEnv } from './secrets.ts';
import { exportLine, oneLine } from './shell.ts';

const ALL_AT_ONCE = 'a Procfile starts everything at once';
const NO_CHECKS = 'there are no health checks';
const NO_RESTARTS = 'when one process ends, all end';

export const procfile: Format = {
  title: 'A Procfile, for foreman and its family',
  keys: {
    exec: { as: 'the command' },
    dir: { as: '`cd` in front of the command' },
    env: {
      as: '`export` in front of the command; without the values of the env files, which the other tool reads too, and without secrets',
    },
    port: { as: '`export PORT` in front of the command' },
    image: { beside: 'for containers' },
    build: { lost: 'nothing is run before the command' },
    oneshot: { lost: 'when one process ends, all end' },
    requires: { lost: ALL_AT_ONCE },
    after: { lost: ALL_AT_ONCE },
    ended: { lost: ALL_AT_ONCE },
    wants: { beside: ALL_AT_ONCE },
    conflicts: { lost: ALL_AT_ONCE },
    status: { lost: 'commented out, since a Procfile starts everything' },
    description: { as: 'a comment' },
    url: { as: 'a comment' },
    tty: { lost: 'a process has no terminal' },
    stdin: { lost: 'the tool that runs it decides' },
    watch: { lost: 'nothing restarts on a change' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output is only shown' },
    'health.type = "tcp"': { lost: NO_CHECKS },
    'health.type = "http"': { lost: NO_CHECKS },
    'health.type = "exec"': { lost: NO_CHECKS },
    'health.type = "log"': { lost: NO_CHECKS },
    'health.on_failure = "restart"': { lost: NO_CHECKS },
    'lifecycle.restart = "always"': { lost: NO_RESTARTS },
    'lifecycle.restart = "on-failure"': { beside: NO_RESTARTS },
    'lifecycle.restart = "never"': { beside: NO_RESTARTS },
    'lifecycle.restart_delay_ms': { lost: NO_RESTARTS },
    'lifecycle.restart_delay_max_ms': { lost: NO_RESTARTS },
    'lifecycle.max_restarts': { lost: NO_RESTARTS },
    'lifecycle.stability_period_ms': { lost: NO_RESTARTS },
    'lifecycle.start_timeout_ms': { lost: NO_CHECKS },
    'lifecycle.ready_after_ms': { lost: 'foreman does not wait' },
    'lifecycle.stop_timeout_ms': { lost: 'the time is one for all, an option of the tool' },
    'lifecycle.stop_signal': { lost: 'the signal is one for all' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { lost: 'exit codes have no meaning' },
    'lifecycle.on_dependency_restart': { lost: NO_RESTARTS },
    targets: { lost: 'there are no groups' },
  },
  write,
};

function write(project: Project): Exported {
  const services = processes(project.services);
  const names = rename(services, (name) => name.replaceAll('.', '-'));
  const warnings = [...names.warnings, ...lostKeys(project.services, project, procfile.keys)];
  const entries = services.map((service) => entry(service, names.of(service.name), project, warnings));
  return { files: [{ path: 'Procfile', text: entries.join('') }], warnings };
}

function entry(service: ProcessSpec, name: string, project: Project, warnings: string[]): string {
  const { exec, description, url, status } = service;
  const comments = [description, url].filter((text) => text !== undefined);
  const command = `${inDirectory(service, project)}${variables(service, project, warnings)}${oneLine(exec)}`;
  return [
    ...comments.map((text) => `# ${text.replace(/[\r\n]+/g, ' ')}\n`),
    `${status === 'start' ? '' : '# '}${name}: ${command}\n`,
  ].join('');
}

/** A relative path, so that the Procfile works in any checkout of the project. */
function inDirectory({ dir }: ProcessSpec, project: Project): string {
  if (dir === project.dir) return '';
  const below = relative(project.dir, dir);
  return `${oneLine(`cd ${quote(below.startsWith('..') ? dir : below)}`)} || exit 1; `;
}

/** Variables that every Procfile tool sets by itself. */
const GIVEN = /^(PORT|PS|FOREMAN_WORKER_NAME|HONCHO_PROCESS_NAME|OVERMIND_PROCESS_\w+_PORT)$/;

function variables(service: ProcessSpec, project: Project, warnings: string[]): string {
  const { env, warnings: left } = allowedEnv(service, isShellName);
  const { plain, secret } = splitEnv(env);
  const missing = secret.filter((key) => project.env[key] !== env[key]);
  warnings.push(...left, ...secretWarning(service, missing, 'set the value in .env'));
  const own = Object.entries(plain).filter(([key, text]) => {
    if (key === 'PORT' && service.port !== undefined) return true;
    return !GIVEN.test(key) && project.env[key] !== text;
  });
  return exportLine(Object.fromEntries(own));
}
