import type { IContainer, IPodSpec, IProbe } from 'kubernetes-models/v1';
import type { Project } from '../config/project.ts';
import { startDeadlineMs } from '../core/probing.ts';
import type { HealthSpec, ProcessSpec } from '../core/service.ts';
import { isShellName } from '../core/shell-quote.ts';
import { checkCommand, splitAddress } from './check-command.ts';
import { type Contained, type Containers, reachableEnv } from './containers.ts';
import { waitContainers } from './kubernetes-wait.ts';
import { allowedEnv } from './names.ts';
import { seconds } from './seconds.ts';
import { type Reference, secretWarning, splitEnv } from './secrets.ts';

export interface PodContext {
  readonly project: Project;
  readonly containers: Containers;
  /** The name of a service in the cluster, which is also its host name. */
  readonly nameOf: (name: string) => string;
  /** The ServiceAccount of pods that wait for a Job. */
  readonly account: string;
  /** The Secret that contains the secrets, and the key of a variable in it. */
  readonly secret: string;
  readonly reference: Reference;
  readonly warnings: string[];
}

/** The pod of a service or oneshot: init containers that wait for its dependencies, then its one container. */
export function podSpec(service: Contained, context: PodContext): IPodSpec {
  const { kind, lifecycle, requires } = service;
  const needs = context.containers.needs(requires);
  const waits = waitContainers({ service, needs, nameOf: context.nameOf, warnings: context.warnings });
  const restart = lifecycle.restart === 'never' ? 'Never' : 'OnFailure';
  return {
    ...(kind === 'oneshot' ? { restartPolicy: restart } : {}),
    // no variables beyond those of the project
    enableServiceLinks: false,
    terminationGracePeriodSeconds: seconds(lifecycle.stopTimeoutMs),
    ...(needs.some((other) => other.kind === 'oneshot') ? { serviceAccountName: context.account } : {}),
    ...(waits.length === 0 ? {} : { initContainers: waits }),
    containers: [container(service, context)],
  };
}

function container(service: Contained, context: PodContext): IContainer {
  const { project, containers, nameOf, warnings } = context;
  const { name, image, exec, port, tty } = service;
  const reachable = reachableEnv({ service, all: project.services, inside: containers.services, hostOf: nameOf });
  const { env, warnings: left } = allowedEnv({ ...service, env: reachable.env }, isShellName);
  warnings.push(...reachable.warnings, ...left);
  const secret = splitEnv(service.env).secret.filter((key) => Object.hasOwn(env, key));
  const keyOf = (key: string) => context.reference(name, key);
  warnings.push(...secretWarning(service, secret.map(keyOf), `the Secret "${context.secret}" must contain the value`));
  const variables = Object.entries(env).map(([key, text]) =>
    secret.includes(key)
      ? { name: key, valueFrom: { secretKeyRef: { name: context.secret, key: keyOf(key) } } }
      : { name: key, value: literal(text) },
  );
  return {
    name: nameOf(name),
    image,
    args: ['/bin/sh', '-c', literal(exec)],
    ...(variables.length === 0 ? {} : { env: variables }),
    ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
    ...(tty === true ? { tty: true, stdin: true } : {}),
    ...probes(service),
  };
}

/** Kubernetes substitutes `$(NAME)`, and reads `$$` as `$`. podman leaves any other `$` as it is, doubled or not. */
function literal(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}

/** Checks every second until the service is ready, then as often as zdev does. */
function probes(service: ProcessSpec): Pick<IContainer, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const { kind, health } = service;
  const look = kind === 'service' && health ? handler(health) : null;
  if (!health || look === null) return {};
  const timeoutSeconds = seconds(health.timeoutMs);
  const ready: IProbe = {
    ...look,
    periodSeconds: seconds(health.intervalMs),
    timeoutSeconds,
    failureThreshold: health.retries,
  };
  return {
    startupProbe: {
      ...look,
      ...(health.startPeriodMs === 0 ? {} : { initialDelaySeconds: seconds(health.startPeriodMs) }),
      periodSeconds: 1,
      timeoutSeconds,
      failureThreshold: seconds(startDeadlineMs(service)),
    },
    readinessProbe: ready,
    ...(health.onFailure === 'restart' ? { livenessProbe: ready } : {}),
  };
}

type Handler = Pick<IProbe, 'tcpSocket' | 'httpGet' | 'exec'>;

function handler(health: HealthSpec): Handler | null {
  const { type, target, expectStatus } = health;
  if (type === 'tcp') {
    const { host, port } = splitAddress(target);
    return { tcpSocket: isLocal(host) ? { port } : { host, port } };
  }
  if (type === 'http' && expectStatus === undefined) return { httpGet: httpGet(new URL(target)) };
  const check = checkCommand(health);
  return check === null ? null : { exec: { command: ['/bin/sh', '-c', literal(check)] } };
}

function httpGet({ hostname, protocol, port, pathname, search }: URL): NonNullable<IProbe['httpGet']> {
  const https = protocol === 'https:';
  return {
    ...(isLocal(hostname) ? {} : { host: hostname }),
    ...(https ? { scheme: 'HTTPS' } : {}),
    port: Number(port) || (https ? 443 : 80),
    path: `${pathname}${search}`,
  };
}

/** Whether the host is the pod itself, which Kubernetes reaches by the address of the pod. */
function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|\[?::\]?)$/i.test(host);
}
