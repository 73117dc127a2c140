import type { IRole, IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import type { IContainer, IServiceAccount } from 'kubernetes-models/v1';
import type { ProcessSpec } from '../core/service.ts';
import { rename } from './names.ts';

/** A small image that has `nc`. */
const NETCAT_IMAGE = 'busybox:1.37';
/** An image of the Kubernetes project itself. It works with servers one version older or newer. */
const KUBECTL_IMAGE = 'registry.k8s.io/kubectl:v1.34.1';

interface WaitOptions {
  readonly service: ProcessSpec;
  /** The services that it waits for. */
  readonly needs: readonly ProcessSpec[];
  readonly nameOf: (name: string) => string;
  readonly warnings: string[];
}

/** An init container for each service and oneshot that must be ready first. */
export function waitContainers({ service, needs, nameOf, warnings }: WaitOptions): IContainer[] {
  const names = rename(needs, (name) => `wait-for-${nameOf(name)}`.slice(0, 63).replace(/-+$/, ''));
  return needs.flatMap((other): IContainer[] => {
    const base = { name: names.of(other.name) };
    const host = nameOf(other.name);
    if (other.kind === 'oneshot') {
      const args = ['wait', '--for=condition=complete', '--timeout=-1s', `job/${host}`];
      return [{ ...base, image: KUBECTL_IMAGE, args }];
    }
    if (other.port === undefined) {
      warnings.push(`requires (${service.name}): does not wait for "${other.name}", which has no port to wait for`);
      return [];
    }
    // a Service accepts connections once one of its pods is ready
    const script = `until nc -z -w 2 ${host} ${other.port}; do sleep 1; done`;
    return [{ ...base, image: NETCAT_IMAGE, command: ['/bin/sh', '-c', script] }];
  });
}

/** Allows pods to wait for Jobs: to read them, and nothing else. */
export function mayReadJobs(account: string): [IServiceAccount, IRole, IRoleBinding] {
  const metadata = { name: account };
  const group = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name: account },
      subjects: [{ kind: 'ServiceAccount', name: account }],
    },
  ];
}
