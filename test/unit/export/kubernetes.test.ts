import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Exported } from '../../../src/export/format.ts';
import { exportedToml, textOf } from './rig.ts';

const SHOP = `
[defaults]
image = "shop:1"
[services.db]
exec = "postgres"
image = "postgres:16"
port = 5432
[services.migrate]
exec = "migrate"
oneshot = true
requires = ["db"]
[services.API_2]
exec = "echo $HOME $(date)"
port = 3000
description = "The API"
url = "http://localhost:3000/"
requires = ["data"]
env = { DATABASE_URL = "postgres://localhost:5432/x", COST = "$$5 $(HOME)" }
lifecycle = { stop_timeout_ms = 2500, start_timeout_ms = 60000 }
health = { type = "http", target = "http://127.0.0.1:3000/healthz?a=b", interval_ms = 1500, retries = 2, on_failure = "restart", start_period_ms = 100 }
[services.web]
exec = "web"
requires = ["API_2", "logger"]
health = { type = "exec", target = "test -e $READY" }
[services.logger]
exec = "logger"
status = "stop"
[targets.data]
requires = ["migrate", "db"]
`;

/** The OpenAPI schemas of Kubernetes itself, made into validators. */
const KINDS = { Deployment, Job, Role, RoleBinding, Service, ServiceAccount };

// biome-ignore lint/suspicious/noExplicitAny: what was written is read without a type
function read(made: Exported): any[] {
  const objects = parseAllDocuments(textOf(made)).map((document) => document.toJS());
  for (const object of objects) new KINDS[object.kind as keyof typeof KINDS](object).validate();
  return objects;
}

async function objectsOf(toml: string) {
  const made = await exportedToml('kubernetes', toml);
  const objects = read(made);
  const find = (kind: string, name: string) =>
    objects.find((each) => each.kind === kind && each.metadata.name === name);
  return { made, objects, find };
}

describe('a file for Kubernetes', () => {
  test('the validators refuse what is wrong', () => {
    expect(() => new Service({ spec: { ports: [{ port: 'x' as unknown as number }] } }).validate()).toThrow('integer');
  });

  test('a Deployment and a Service for each service, a Job for a oneshot', async () => {
    const { objects } = await objectsOf(SHOP);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ServiceAccount shop-reads-jobs',
      'Role shop-reads-jobs',
      'RoleBinding shop-reads-jobs',
      'Deployment db',
      'Service db',
      'Job migrate',
      'Deployment api-2',
      'Service api-2',
      'Deployment web',
      'Deployment logger',
    ]);
  });

  test('a container with all that it has', async () => {
    const { made, find } = await objectsOf(SHOP);
    const api = find('Deployment', 'api-2');
    expect(api.metadata.annotations).toEqual({ 'kubernetes.io/description': 'The API', url: 'http://localhost:3000/' });
    expect(api.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const { containers, ...pod } = api.spec.template.spec;
    expect(pod).toMatchObject({ terminationGracePeriodSeconds: 3, enableServiceLinks: false });
    expect(containers[0]).toMatchObject({
      image: 'shop:1',
      args: ['/bin/sh', '-c', 'echo $HOME $$(date)'],
      env: [
        { name: 'PORT', value: '3000' },
        { name: 'DATABASE_URL', value: 'postgres://db:5432/x' },
        { name: 'COST', value: '$$$5 $$(HOME)' },
      ],
      ports: [{ containerPort: 3000 }],
    });
    expect(made.warnings).toContain('"API_2" is called "api-2", because the format does not allow this name');
    expect(find('Deployment', 'logger').spec.replicas).toBe(0);
  });

  test('probes look where the health check does', async () => {
    const { find } = await objectsOf(SHOP);
    const probes = (name: string) => find('Deployment', name).spec.template.spec.containers[0];
    const httpGet = { port: 3000, path: '/healthz?a=b' };
    const steady = { httpGet, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 2 };
    expect(probes('api-2').readinessProbe).toEqual(steady);
    expect(probes('api-2').livenessProbe).toEqual(steady);
    expect(probes('api-2').startupProbe).toEqual({
      httpGet,
      initialDelaySeconds: 1,
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: 60,
    });
    expect(probes('db').readinessProbe.tcpSocket).toEqual({ port: 5432 });
    expect(probes('db')).not.toHaveProperty('livenessProbe');
    expect(probes('web').readinessProbe.exec.command.at(-1)).toBe("/bin/sh -c 'test -e $READY'");
    expect(probes('logger')).not.toHaveProperty('readinessProbe');
  });

  test('init containers wait for what is required', async () => {
    const { made, find } = await objectsOf(SHOP);
    const { initContainers, serviceAccountName } = find('Deployment', 'api-2').spec.template.spec;
    expect(serviceAccountName).toBe('shop-reads-jobs');
    expect(initContainers).toMatchObject([
      { name: 'wait-for-db', command: ['/bin/sh', '-c', expect.stringContaining('nc -z -w 2 db 5432')] },
      { name: 'wait-for-migrate', args: expect.arrayContaining(['wait', '--for=condition=complete', 'job/migrate']) },
    ]);
    const web = find('Deployment', 'web').spec.template.spec;
    expect(web.initContainers.map(({ name }: { name: string }) => name)).toEqual(['wait-for-api-2']);
    expect(web).not.toHaveProperty('serviceAccountName');
    expect(made.warnings).toContain('requires (web): does not wait for "logger", which has no port to wait for');
  });

  test('how often a Job is tried again', async () => {
    const job = (name: string, lifecycle: string) =>
      `[services.${name}]\nexec = "x"\nimage = "i"\noneshot = true\nlifecycle = { ${lifecycle} }\n`;
    const { objects } = await objectsOf(
      `${job('a', 'restart = "never"')}${job('b', 'restart = "on-failure", max_restarts = 4')}${job('c', 'restart = "always", max_restarts = 0')}`,
    );
    expect(objects.map(({ spec }) => [spec.backoffLimit, spec.template.spec.restartPolicy])).toEqual([
      [0, 'Never'],
      [4, 'OnFailure'],
      [2 ** 31 - 1, 'OnFailure'],
    ]);
  });

  test('names are those of hosts, and never the same for two services', async () => {
    const long = 'x'.repeat(70);
    const table = (name: string) => `[services."${name}"]\nexec = "x"\nimage = "i"\nport = ${3000 + name.length}\n`;
    const { objects } = await objectsOf(['a.b', 'a_b', 'A-B', '9x', `${long}1`, `${long}2`].map(table).join(''));
    const names = objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    expect(names.slice(0, 4)).toEqual(['a-b', 'a-b-2', 'a-b-3', 's-9x']);
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });
});
