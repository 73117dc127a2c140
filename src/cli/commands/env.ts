import { edgeVariable } from '../../config/edge/addresses.ts';
import type { Project } from '../../config/project.ts';
import type { ProcessSpec } from '../../core/service.ts';
import { isShellName, quoteAlways } from '../../core/shell-quote.ts';
import { maskValue } from '../../safe/secrets.ts';
import type { OptionValues } from '../args/options.ts';
import { loadAsRunning } from '../client/as-running.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';
import { commonEnv, findService } from './run.ts';

/**
 * `zdev env`: prints the variables that zdev sets for a service, for use in a shell. Without a name, prints the
 * variables that all services share, and the port of each as `API_PORT`. Returns the exit status.
 */
export async function env(
  values: OptionValues,
  [name]: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const project = await loadAsRunning(values, io);
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  if (await reportDiagnostics(errors, io)) return EXIT.usage;
  const variables = name === undefined ? projectVariables(project) : await ofService(name, project, io);
  if (variables === null) return EXIT.failed;
  const masked = values['mask-secrets'] === true ? (maskValue(variables) as Variables) : variables;
  if (values['json']) printJson(io, {}, 'env', masked);
  else io.out(Object.entries(masked).map(line).join(''));
  return EXIT.ok;
}

type Variables = Readonly<Record<string, string>>;

async function ofService(name: string, project: Project, io: CommandIo): Promise<Variables | null> {
  const service = findService(name, project);
  if (service?.kind === 'target') {
    fail(io, `${service.name} is a target: it has no environment`);
    return null;
  }
  if (service) {
    const address = await edgeVariable(service.name, project, io.env);
    return { ZDEV_INSTANCE: project.instance, ...address, ...service.env };
  }
  const { matchNames } = await import('../client/match-names.ts');
  const names = project.services.map((each) => each.name);
  await matchNames([name], names, io);
  return null;
}

/** Variables for scripts of the project: those that all services share, and the port of each. */
export function projectVariables(project: Project): Variables {
  const processes = project.services.filter((service): service is ProcessSpec => service.kind !== 'target');
  const ports = processes.flatMap(({ name, port, ports: several = {} }) => [
    ...(port === undefined ? [] : [[`${word(name)}_PORT`, String(port)] as const]),
    ...Object.entries(several).map(([each, number]) => [`${word(name)}_PORT_${word(each)}`, String(number)] as const),
  ]);
  return { ZDEV_INSTANCE: project.instance, ...commonEnv(project), ...Object.fromEntries(ports) };
}

const word = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/** Leaves out names that are not variables for a shell. */
function line([name, value]: readonly [string, string]): string {
  return isShellName(name) ? `export ${name}=${quoteAlways(value)}\n` : '';
}
