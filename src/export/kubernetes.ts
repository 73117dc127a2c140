import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IService } from 'kubernetes-models/v1';
import type { Project } from '../config/project.ts';
import { type Contained, containersOf, NO_IMAGE } from './containers.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { type PodContext, podSpec } from './kubernetes-pod.ts';
import { mayReadJobs } from './kubernetes-wait.ts';
import { rename, slug } from './names.ts';
import { referencesOf } from './secrets.ts';
import { yamlText } from './yaml.ts';

export const kubernetes: Format = {
  title:
    'Kubernetes: one file with a Deployment, or for a oneshot a Job, and a Service for each service that has an `image`',
  keys: {
    exec: { as: '`args`, with `/bin/sh -c`; the entrypoint of the image stays' },
    dir: { lost: 'the working directory is that of the image' },
    env: {
      as: '`env`, with `secretKeyRef` for what looks secret; `localhost:PORT` of another service becomes `NAME:PORT`, with a warning',
    },
    port: { as: 'a Service, `containerPort`, and `PORT` in `env`' },
    image: { as: '`image`; a service without one is left out, with a warning' },
    build: { lost: 'the image is built already' },
    oneshot: { as: 'a Job; what requires it waits with `kubectl wait`, for which a ServiceAccount may read Jobs' },
    requires: { as: 'an init container that waits until the Service answers: it does when the pod is ready' },
    after: { lost: 'everything is started at once' },
    ended: { lost: 'everything is started at once' },
    wants: { beside: 'everything is started' },
    conflicts: { lost: 'pods cannot restart or exclude each other' },
    status: { as: '`replicas: 0`, for a Job `suspend: true`' },
    description: { as: 'annotation `kubernetes.io/description`' },
    url: { as: 'annotation `url`' },
    tty: { as: '`tty`, `stdin`' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'the files are in the image' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output is in the log of the pod' },
    'health.type = "tcp"': { as: 'startup and readiness probe, `tcpSocket`' },
    'health.type = "http"': {
      as: 'startup and readiness probe, `httpGet`; with `expect_status` `exec`, with the `curl` of the image',
    },
    'health.type = "exec"': { as: 'startup and readiness probe, `exec`' },
    'health.type = "log"': { lost: 'the pod counts as ready at once' },
    'health.on_failure = "restart"': { as: 'liveness probe' },
    'lifecycle.restart = "always"': { as: '`restartPolicy: Always`, for a oneshot `OnFailure`' },
    'lifecycle.restart = "on-failure"': {
      as: '`restartPolicy: Always`, since a Deployment has no other, for a oneshot `OnFailure`',
    },
    'lifecycle.restart = "never"': { lost: 'a Deployment always restarts' },
    'lifecycle.restart_delay_ms': { lost: 'Kubernetes uses its own delay' },
    'lifecycle.restart_delay_max_ms': { lost: 'Kubernetes uses its own delay' },
    'lifecycle.max_restarts': { as: '`backoffLimit` of a Job; a Deployment never gives up' },
    'lifecycle.stability_period_ms': { lost: 'Kubernetes uses its own delay' },
    'lifecycle.start_timeout_ms': { as: '`failureThreshold` of the startup probe, a second each' },
    'lifecycle.ready_after_ms': { lost: 'a container is started, or passes its probe' },
    'lifecycle.stop_timeout_ms': { as: '`terminationGracePeriodSeconds`' },
    'lifecycle.stop_signal': { lost: 'the signal is that of the image' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { lost: 'only 0 is success' },
    'lifecycle.on_dependency_restart': { lost: 'pods cannot restart or exclude each other' },
    targets: { lost: 'there are no groups; a service that requires a target requires its services' },
  },
  write,
};

function write(project: Project): Exported {
  const containers = containersOf(project);
  if (containers.services.length === 0) return { files: [], warnings: [], refused: NO_IMAGE };
  const targets = project.services.filter(({ kind }) => kind === 'target');
  const names = rename(containers.services, label);
  const warnings = [
    ...containers.warnings,
    ...names.warnings,
    ...lostKeys([...containers.services, ...targets], project, kubernetes.keys),
  ];
  const part = label(project.name);
  const context: PodContext = {
    project,
    containers,
    nameOf: names.of,
    account: `${part.slice(0, 50)}-reads-jobs`,
    secret: `${part.slice(0, 50)}-secrets`,
    reference: referencesOf(containers.services),
    warnings,
  };
  const objects = containers.services.flatMap((service): (IDeployment | IJob | IService)[] => {
    const own = {
      ...context,
      labels: { 'app.kubernetes.io/name': names.of(service.name), 'app.kubernetes.io/part-of': part },
    };
    return service.kind === 'oneshot' ? [job(service, own)] : [deployment(service, own), ...ports(service, own)];
  });
  const waits = containers.services.some(({ requires }) =>
    containers.needs(requires).some(({ kind }) => kind === 'oneshot'),
  );
  const all = [...(waits ? mayReadJobs(context.account) : []), ...objects];
  const text = all.map((object) => yamlText(object)).join('---\n');
  return { files: [{ path: `${part}.yaml`, text }], warnings };
}

/** A name of letters, digits and `-` that is valid as a host name: at most 63 characters, starting with a letter. */
function label(name: string): string {
  const text = slug(name.toLowerCase()).replace(/[^a-z0-9-]+/g, '-');
  return (/^[a-z]/.test(text) ? text : `s-${text}`).slice(0, 63).replace(/-+$/, '');
}

type Own = PodContext & { readonly labels: Record<string, string> };

function metadata({ name, description, url }: Contained, { nameOf, labels }: Own) {
  const annotations = {
    ...(description === undefined ? {} : { 'kubernetes.io/description': description }),
    ...(url === undefined ? {} : { url }),
  };
  return { name: nameOf(name), labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
}

function deployment(service: Contained, own: Own): IDeployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(service, own),
    spec: {
      replicas: service.status === 'start' ? 1 : 0,
      selector: { matchLabels: own.labels },
      // two runs of a service never overlap
      strategy: { type: 'Recreate' },
      template: { metadata: { labels: own.labels }, spec: podSpec(service, own) },
    },
  };
}

function job(service: Contained, own: Own): IJob {
  const { restart, maxRestarts } = service.lifecycle;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(service, own),
    spec: {
      backoffLimit: restart === 'never' ? 0 : Math.min(maxRestarts || NO_LIMIT, NO_LIMIT),
      ...(service.status === 'start' ? {} : { suspend: true }),
      template: { metadata: { labels: own.labels }, spec: podSpec(service, own) },
    },
  };
}

/** The largest number that Kubernetes allows there. */
const NO_LIMIT = 2 ** 31 - 1;

function ports({ name, port }: Contained, { nameOf, labels }: Own): IService[] {
  if (port === undefined) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: nameOf(name), labels },
      spec: { selector: labels, ports: [{ port, targetPort: port }] },
    },
  ];
}
