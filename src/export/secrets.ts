import type { ProcessSpec } from '../core/service.ts';
import { isSecretName, maskText } from '../safe/secrets.ts';

type Env = Readonly<Record<string, string>>;

/** Variables whose values may be written into files, and the names of those whose values may not. */
export interface SplitEnv {
  readonly plain: Env;
  readonly secret: readonly string[];
}

/** Separates variables whose values look secret: by their names, by a password in a URL, or by the form of a key. */
export function splitEnv(env: Env): SplitEnv {
  const entries = Object.entries(env);
  return {
    plain: Object.fromEntries(entries.filter(([name, value]) => !isSecret(name, value))),
    secret: entries.filter(([name, value]) => isSecret(name, value)).map(([name]) => name),
  };
}

export function isSecret(name: string, value: string): boolean {
  return value !== '' && (isSecretName(name) || maskText(value) !== value);
}

/** The name of a secret in a place that all services share. */
export type Reference = (service: string, variable: string) => string;

/** The variable's own name, or, if services have different values, the name with the service added. */
export function referencesOf(services: readonly ProcessSpec[]): Reference {
  const values = new Map<string, Set<string>>();
  for (const { env } of services) {
    for (const name of splitEnv(env).secret) {
      values.set(name, (values.get(name) ?? new Set()).add(env[name] as string));
    }
  }
  return (service, variable) =>
    (values.get(variable)?.size ?? 0) > 1
      ? `${variable}_${service.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`
      : variable;
}

/** A warning that the secrets of a service are not in the files, and where they must come from. */
export function secretWarning({ name }: ProcessSpec, variables: readonly string[], from: string): string[] {
  const what = variables.length === 1 ? 'it looks secret' : 'they look secret';
  return variables.length === 0 ? [] : [`env (${name}): ${variables.join(', ')} not written, since ${what}: ${from}`];
}
