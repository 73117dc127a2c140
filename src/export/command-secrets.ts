import type { Project } from '../config/project.ts';
import type { ProcessSpec } from '../core/service.ts';
import { type FoundSecret, secretsIn } from '../safe/secrets.ts';
import type { Exported } from './format.ts';
import { isSecret } from './secrets.ts';

/**
 * Moves secrets out of the commands of a project. Each becomes a variable of the service, and the command refers to it.
 * So each format treats it like other variables.
 */
export function takeOutSecrets(project: Project): {
  readonly project: Project;
  readonly warnings: Exported['warnings'];
} {
  const warnings: string[] = [];
  const services = project.services.map((spec) => (spec.kind === 'target' ? spec : withoutSecrets(spec, warnings)));
  return { project: { ...project, services }, warnings };
}

function withoutSecrets(spec: ProcessSpec, warnings: string[]): ProcessSpec {
  const env: Record<string, string> = { ...spec.env };

  function clean<T extends string | undefined>(key: string, command: T): T {
    let text: string = command ?? '';
    for (const found of secretsIn(text)) {
      const secret = literalOf(found);
      const name = secret === null ? null : variableFor(secret, found.name, env);
      const next = secret === null || name === null ? text : referTo(text, secret, name);
      if (name === null || secret === null || next === text) {
        warnings.push(
          `${key} (${spec.name}): contains a value that looks secret, and is written unchanged: use a variable of env`,
        );
        continue;
      }
      text = next;
      env[name] = secret;
      warnings.push(`${key} (${spec.name}): the value that looks secret is now $${name}`);
    }
    return (command === undefined ? undefined : text) as T;
  }

  const exec = clean('exec', spec.exec);
  const build = clean('build', spec.build);
  const stopCommand = clean('stop_command', spec.lifecycle.stopCommand);
  const health =
    spec.health?.type === 'exec' ? { ...spec.health, target: clean('health', spec.health.target) } : spec.health;
  if (Object.keys(env).length === Object.keys(spec.env).length && exec === spec.exec) return spec;
  return {
    ...spec,
    env,
    exec,
    ...(build !== undefined && { build }),
    ...(health && { health }),
    lifecycle: { ...spec.lifecycle, ...(stopCommand !== undefined && { stopCommand }) },
  };
}

/** The value after quoting in a shell; null if the shell would compute it. The path of a file is not a secret. */
function literalOf({ value }: FoundSecret): string | null {
  const [, quote = '', inner = ''] = /^(["']?)(.*?)\1$/s.exec(value) ?? [];
  const special = quote === "'" ? /'/ : quote === '"' ? /["$`\\]/ : /[*?[\]{}~`$\\"'<>&|;()]/;
  return inner === '' || special.test(inner) ? null : inner;
}

/** A variable with this value, or a new one, named after the option or variable that the secret was given for. */
function variableFor(secret: string, given: string | null, env: Readonly<Record<string, string>>): string {
  const known = Object.keys(env).find((name) => env[name] === secret && isSecret(name, secret));
  if (known !== undefined) return known;
  const word = (given ?? 'secret')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const free = (name: string) => !Object.hasOwn(env, name);
  for (let i = 1; ; i++) {
    const name = i === 1 ? word : `${word}_${i}`;
    if (free(name)) return name;
  }
}

/** Replaces a secret by the variable wherever it is a whole word, in the right quotes. */
function referTo(command: string, secret: string, name: string): string {
  const forms = { '': `"$${name}"`, '"': `\${${name}}`, "'": `'"$${name}"'` } as const;
  let quote: keyof typeof forms = '';
  let text = '';
  for (let i = 0; i < command.length; ) {
    const isWord = !/\w/.test(command[i - 1] ?? '') && !/[\w=]/.test(command[i + secret.length] ?? '');
    if (isWord && command.startsWith(secret, i)) {
      text += forms[quote];
      i += secret.length;
      continue;
    }
    const char = command[i] as string;
    const escaped = char === '\\' && quote !== "'";
    text += escaped ? command.slice(i, i + 2) : char;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    i += escaped ? 2 : 1;
  }
  return text;
}
