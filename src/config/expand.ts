import { didYouMean } from '../core/suggest.ts';
import { error, type Finding, type Place } from './finding.ts';

interface ExpandOptions {
  readonly text: string;
  readonly place: Place;
  /** The service's own `PORT`. */
  readonly port: string | undefined;
  /** Ports that `${services.NAME.port}` may refer to; undefined for a service that has none. */
  readonly ports: ReadonlyMap<string, number | undefined>;
  readonly problems: Finding[];
  /** The text is a shell command: `$PORT` is the shell's business. */
  readonly shell?: boolean | undefined;
}

const REFERENCE = /\$\{services\.([^}]*)\}|\$PORT(?![A-Za-z0-9_])|\$\{PORT\}/g;

/** Puts in the ports for `$PORT`, `${PORT}` and `${services.NAME.port}`; everything else stays as it is. */
export function expand({ text, place, port, ports, problems, shell = false }: ExpandOptions): string {
  return text.replace(REFERENCE, (reference: string, inner: string | undefined) => {
    if (inner === undefined) {
      if (shell || port !== undefined) return shell ? reference : port!;
      problems.push(error('unknown-reference', `${reference}: this service has no port`, place, 'set "port"'));
      return reference;
    }
    const name = inner.replace(/\.port$/, '').replace(/^"(.*)"$/, '$1');
    const value = inner.endsWith('.port') ? ports.get(name) : undefined;
    if (value === undefined) problems.push(unknown({ reference, inner, name, place, ports }));
    return value === undefined ? reference : String(value);
  });
}

interface UnknownOptions extends Pick<ExpandOptions, 'place' | 'ports'> {
  readonly reference: string;
  readonly inner: string;
  readonly name: string;
}

function unknown({ reference, inner, name, place, ports }: UnknownOptions): Finding {
  if (!inner.endsWith('.port')) {
    return error('unknown-reference', `${reference}: only the port of a service can be referred to`, place);
  }
  if (ports.has(name))
    return error('unknown-reference', `${reference}: "${name}" has no port`, place, 'set its "port"');
  return error(
    'unknown-reference',
    `${reference}: there is no service "${name}"`,
    place,
    didYouMean(name, ports.keys()),
  );
}
