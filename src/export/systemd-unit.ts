import { startDeadlineMs } from '../core/probing.ts';
import type { ProcessSpec, ServiceSpec, TargetSpec } from '../core/service.ts';
import { isShellName } from '../core/shell-quote.ts';
import { checkCommand } from './check-command.ts';
import { allowedEnv } from './names.ts';
import { secretWarning, splitEnv } from './secrets.ts';
import { type Entry, path, quoteWord, type Section, timeSpan, value } from './systemd-text.ts';

interface Context {
  /** The target unit of the project. */
  readonly project: string;
  /** The directory of the files with secrets. */
  readonly secrets: string;
  /** The unit of a service or target. */
  readonly unit: (name: string) => string;
  /** Collects what a unit cannot express. */
  readonly warnings: string[];
}

export function targetUnit(spec: TargetSpec, context: Context): Section[] {
  return [{ name: 'Unit', entries: common(spec, context) }];
}

/**
 * For its dependents, a service has started when its last `ExecStartPost` has ended, so that they wait for readiness.
 */
export function serviceUnit(spec: ProcessSpec, context: Context): Section[] {
  const { lifecycle } = spec;
  const oneshot = spec.kind === 'oneshot';
  const restart = restartOf(spec);
  return [
    { name: 'Unit', entries: [...common(spec, context), ['Documentation', urlOf(spec, context)], ...startLimit(spec)] },
    {
      name: 'Service',
      entries: [
        ['Type', oneshot ? 'oneshot' : 'exec'],
        ['RemainAfterExit', oneshot ? 'yes' : ''],
        ['WorkingDirectory', directoryOf(spec, context)],
        ...environment(spec, context),
        ['ExecStartPre', spec.build === undefined ? '' : shell(spec.build)],
        ['ExecStart', shell(spec.exec)],
        ['ExecStartPost', waitUntilReady(spec)],
        ['Restart', restart],
        // systemd takes these ends for a success, unless they are named
        ['SuccessExitStatus', (lifecycle.successExitCodes ?? []).join(' ')],
        ['RestartForceExitStatus', restart === 'on-failure' ? 'SIGHUP SIGINT SIGTERM SIGPIPE' : ''],
        ['RestartSec', restart === 'no' ? '' : timeSpan(lifecycle.restartDelayMs)],
        ['KillSignal', lifecycle.stopSignal],
        ['TimeoutStartSec', oneshot ? '' : timeSpan(startDeadlineMs(spec))],
        ['TimeoutStopSec', timeSpan(lifecycle.stopTimeoutMs)],
      ],
    },
  ];
}

function common(spec: ServiceSpec, { project, unit }: Context): Entry[] {
  const { requires, after, wants, conflicts } = spec;
  const bound = spec.kind !== 'target' && spec.lifecycle.onDependencyRestart === 'restart';
  const units = (names: readonly string[]) => [...new Set(names)].map(unit).join(' ');
  return [
    ['Description', value(spec.description ?? spec.name)],
    ['PartOf', project],
    ['Requires', units(requires)],
    ['BindsTo', bound ? units(requires) : ''],
    ['Wants', units(wants)],
    ['After', units([...requires, ...after])],
    ['Conflicts', units(conflicts)],
  ];
}

function urlOf({ name, url }: ProcessSpec, { warnings }: Context): string {
  if (url === undefined || /^https?:\/\/\S+$/.test(url)) return value(url ?? '');
  warnings.push(`url (${name}): left out, since a unit takes only http and https`);
  return '';
}

/** As many starts as allowed, within the time that they take if no run lasts long enough to count. */
function startLimit({ lifecycle, ...spec }: ProcessSpec): Entry[] {
  const { maxRestarts, restartDelayMs, stabilityPeriodMs } = lifecycle;
  if (restartOf({ ...spec, lifecycle }) === 'no') return [];
  if (maxRestarts === 0) return [['StartLimitIntervalSec', '0']];
  const burst = Math.min(maxRestarts + 1, MAX_UNSIGNED);
  const intervalMs = Math.min(maxRestarts * (restartDelayMs + stabilityPeriodMs), MAX_INTERVAL_MS);
  return [
    ['StartLimitIntervalSec', timeSpan(intervalMs)],
    ['StartLimitBurst', String(burst)],
  ];
}

/** The largest number that systemd allows there. */
const MAX_UNSIGNED = 2 ** 32 - 1;
/** A century. */
const MAX_INTERVAL_MS = 100 * 365 * 86_400_000;

function directoryOf({ name, dir }: ProcessSpec, { warnings }: Context): string {
  const text = path(dir);
  if (text === null) warnings.push(`dir (${name}): left out, since a unit cannot hold the name ${JSON.stringify(dir)}`);
  return text ?? '';
}

function environment(spec: ProcessSpec, { secrets, warnings }: Context): Entry[] {
  const allowed = allowedEnv(spec, isShellName);
  const { plain, secret } = splitEnv(allowed.env);
  const file = `${secrets}/${spec.name}.env`;
  const shown = file.replace('%E', '~/.config');
  warnings.push(...allowed.warnings, ...secretWarning(spec, secret, `put NAME=VALUE lines into ${shown}`));
  return [
    ...Object.entries(plain).map(([key, text]): Entry => ['Environment', quoteWord(`${key}=${text}`)]),
    ['EnvironmentFile', secret.length === 0 ? '' : file],
  ];
}

function restartOf({ kind, lifecycle: { restart } }: Pick<ProcessSpec, 'kind' | 'lifecycle'>): string {
  if (restart === 'never') return 'no';
  return kind === 'oneshot' ? 'on-failure' : restart;
}

/** Tries until the check passes or the process is gone. `TimeoutStartSec` limits this. */
function waitUntilReady({ kind, health }: ProcessSpec): string {
  const check = kind === 'service' && health ? checkCommand(health) : null;
  if (!health || check === null) return '';
  const delay = health.startPeriodMs > 0 ? `sleep ${health.startPeriodMs / 1000}; ` : '';
  return shell(`${delay}while kill -0 "$MAINPID" 2>/dev/null; do ${check} && exit 0; sleep 0.1; done; exit 1`);
}

/** Doubles `$`, because systemd would substitute variables. */
function shell(script: string): string {
  return `/bin/sh -c ${quoteWord(script).replaceAll('$', '$$$$')}`;
}
