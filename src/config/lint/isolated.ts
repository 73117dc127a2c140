import { type Finding, warning } from '../finding.ts';
import { type Lint, type LintContext, processes } from './context.ts';

/**
 * With `--isolated`: port numbers in commands and variables, which stay the same while the services get other ports.
 */
export const writtenPorts: Lint = (context) => {
  if (!context.isolated) return [];
  const { env, placeOfEnv } = context;
  const ofFiles = Object.entries(env).flatMap(([name, text]) =>
    numbersIn(text, context).map((found) => report(`${name} of an env file`, found, null, placeOfEnv(name))),
  );
  const ofServices = processes(context).flatMap((service): Finding[] => {
    const { name, exec, build, health, lifecycle } = service;
    const own = context.envOf(name);
    const texts: (readonly [what: string, path: readonly string[], text: string | undefined])[] = [
      [`the command of "${name}"`, ['exec'], exec],
      [`the build of "${name}"`, ['build'], build],
      [`the health check of "${name}"`, ['health', 'target'], health?.type === 'exec' ? health.target : undefined],
      [`the stop command of "${name}"`, ['lifecycle', 'stop_command'], lifecycle.stopCommand],
      ...Object.entries(own).map(([key, text]) => [`${key} of "${name}"`, ['env', key], text] as const),
    ];
    return texts.flatMap(([what, path, text = '']) =>
      numbersIn(text, context).map((found) => report(what, found, name, context.place(name, path))),
    );
  });
  return [...ofFiles, ...ofServices];
};

interface FoundPort {
  readonly port: number;
  /** The service that owns the port in the files; null if the number only looks like a port. */
  readonly owner: string | null;
}

/** The ports in a text: those of services, and numbers in the position of a port. */
function numbersIn(text: string, { writtenPorts: written }: LintContext): FoundPort[] {
  const found = new Map<number, FoundPort>();
  for (const [digits] of text.matchAll(/(?<![\w.-])\d{2,5}(?![\w.-])|(?<=:)\d{2,5}(?!\w)/g)) {
    const owner = written.get(Number(digits));
    if (owner !== undefined) found.set(Number(digits), { port: Number(digits), owner });
  }
  for (const [, digits] of text.matchAll(LOOKS_LIKE_A_PORT)) {
    const port = Number(digits);
    if (port > 0 && port <= 65_535 && !found.has(port)) found.set(port, { port, owner: written.get(port) ?? null });
  }
  return [...found.values()];
}

const LOOKS_LIKE_A_PORT =
  /(?:localhost:|127\.0\.0\.1:|0\.0\.0\.0:|\[::1?\]:|--port[= ]|(?<!\S)-p[= ]?|\bPORT=)(\d{2,5})(?![\d:])/g;

function report(what: string, { port, owner }: FoundPort, service: string | null, place: Finding['place']): Finding {
  const message =
    owner === null
      ? `${what} contains port ${port}, which every checkout would use`
      : `${what} names port ${port}: isolated, "${owner}" has another one`;
  const inCommand = place === null || !('path' in place) || !place.path.includes('env');
  const reference = owner === null ? `\${services.NAME.port}` : `\${services.${owner}.port}`;
  const hint =
    owner !== null && owner === service
      ? `write $PORT instead of ${port}`
      : inCommand
        ? `hand it over in env: PORT_OF_${(owner ?? 'name').toUpperCase().replace(/[^A-Z0-9]/g, '_')} = "${reference}"`
        : `write ${reference} instead of ${port}`;
  return warning('written-port', message, place, hint);
}
