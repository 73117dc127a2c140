import { didYouMean, nearest } from '../core/suggest.ts';
import { error, type Finding, type Place } from './finding.ts';

/** Services that others may refer to, by name. */
export type KnownServices = ReadonlyMap<
  string,
  {
    /** Undefined if the service has none. */
    readonly port: number | undefined;
    readonly ports: Readonly<Record<string, number>>;
    /** The text in the file. */
    readonly url: string | undefined;
  }
>;

interface ExpandOptions {
  readonly text: string;
  readonly place: Place;
  /** The service's own `PORT`. */
  readonly port: string | undefined;
  /** Other facts about the service itself. */
  readonly own: { readonly ports: Readonly<Record<string, number>>; readonly checkout: string };
  readonly known: KnownServices;
  readonly problems: Finding[];
  /** Whether the text is a shell command, in which the shell expands `$PORT`. */
  readonly shell?: boolean | undefined;
}

const REFERENCE =
  /\$\{services\.([^}]*)\}|\$(PORT(?:_[A-Z0-9_]+)?|ZDEV_INSTANCE)(?![A-Za-z0-9_])|\$\{(PORT(?:_[A-Z0-9_]+)?|ZDEV_INSTANCE)\}/g;

/**
 * Replaces `$PORT`, `$PORT_HTTP`, `${services.NAME.port}` and `${services.NAME.ports.http}` by ports,
 * `${services.NAME.url}` by the address, and `$ZDEV_INSTANCE` by the name of the checkout, with or without braces.
 * Everything else stays as it is.
 */
export function expand(options: ExpandOptions): string {
  const { text, shell = false } = options;
  return text.replace(REFERENCE, (reference: string, inner: string | undefined, bare?: string, braced?: string) => {
    if (inner !== undefined) return ofOther({ ...options, reference, inner });
    return shell ? reference : ofItself({ ...options, reference }, (bare ?? braced)!);
  });
}

/** Replaces only the name of the checkout. */
export function withCheckout(text: string, checkout: string): string {
  return text.replace(/\$ZDEV_INSTANCE(?![A-Za-z0-9_])|\$\{ZDEV_INSTANCE\}/g, checkout);
}

interface Reference extends ExpandOptions {
  readonly reference: string;
}

function ofItself({ reference, port, own, place, problems }: Reference, variable: string): string {
  if (variable === 'ZDEV_INSTANCE') return own.checkout;
  if (variable === 'PORT' && port !== undefined) return port;
  const named = Object.keys(own.ports).find((name) => `PORT_${name.toUpperCase()}` === variable);
  if (named !== undefined) return String(own.ports[named]);
  // A variable of the user that only begins like one of these.
  if (variable !== 'PORT' && Object.keys(own.ports).length === 0) return reference;
  const [message, hint] =
    variable === 'PORT'
      ? [`${reference}: this service has no port`, 'set "port"']
      : [`${reference}: "ports" has no ${variable.slice(5).toLowerCase()}`, didYouMeanPort(own.ports)];
  problems.push(error('unknown-reference', message, place, hint));
  return reference;
}

const didYouMeanPort = (ports: object) => `it has ${Object.keys(ports).join(', ')}`;

/** The probable meaning of a reference to an unknown field of a service: `db.prot`, `db`. */
function whatIsMeant(inner: string, known: KnownServices): string | null {
  const dot = inner.lastIndexOf('.');
  const [name, field] = dot < 0 ? [inner, ''] : [inner.slice(0, dot), inner.slice(dot + 1)];
  const service = known.has(name) ? name : (nearest(name, known.keys()) ?? name);
  const meant = nearest(field, ['port', 'url', 'ports']) ?? (known.has(service) ? 'port' : null);
  return meant === null ? null : `did you mean "${service}.${meant}${meant === 'ports' ? '.NAME' : ''}"?`;
}

function ofOther(options: Reference & { readonly inner: string }): string {
  const { reference, inner, place, known, problems } = options;
  const [, quoted = '', field = ''] = /^(.*?)(?:\.(port|url|ports\.[A-Za-z0-9_]+))?$/.exec(inner) ?? [];
  const name = quoted.replace(/^"(.*)"$/, '$1');
  const service = known.get(name);
  const report = (message: string, hint: string | null = null) => {
    problems.push(error('unknown-reference', `${reference}: ${message}`, place, hint));
    return reference;
  };
  if (field === '') {
    return report('only "port", "ports.NAME" and "url" of a service can be referred to', whatIsMeant(inner, known));
  }
  if (!service) return report(`there is no service "${name}"`, didYouMean(name, known.keys()));
  if (field.startsWith('ports.')) {
    const port = service.ports[field.slice(6)];
    if (port !== undefined) return String(port);
    const names = Object.keys(service.ports);
    return report(
      `"${name}" has no port "${field.slice(6)}"`,
      names.length > 0 ? (didYouMean(field.slice(6), names) ?? `it has ${names.join(', ')}`) : 'set its "ports"',
    );
  }
  if (field === 'url' && service.url !== undefined) {
    const { port, ports, url } = service;
    return expand({
      ...options,
      text: url,
      port: port === undefined ? undefined : `${port}`,
      own: { ...options.own, ports },
    });
  }
  if (service.port === undefined) return report(`"${name}" has no port`, `give "${name}" one: port = …`);
  return field === 'url' ? `http://localhost:${service.port}` : String(service.port);
}
