/**
 * The environment variable of every process of a run, however far it strays from its group:
 * `ZDEV_RUN=PROJECT/SESSION/SERVICE/RUN`.
 */
export const MARKER = 'ZDEV_RUN';

/** The parts of a marker. None of the texts contains a slash. */
export interface Marker {
  readonly project: string;
  readonly session: string;
  readonly service: string;
  readonly run: number;
}

/** Formats the value of the variable. */
export function formatMarker({ project, session, service, run }: Marker): string {
  return `${project}/${session}/${service}/${run}`;
}

/** Parses the value of the variable; null if it is not a marker. */
export function parseMarker(value: string): Marker | null {
  const [project, session, service, run, ...more] = value.split('/');
  if (!project || !session || !service || !run || more.length > 0 || !/^\d+$/.test(run)) return null;
  return { project, session, service, run: Number(run) };
}

const AT_START = Buffer.from(`${MARKER}=`);
const INSIDE = Buffer.from(`\0${MARKER}=`);

/** Finds the marker in an environment as Linux shows it: `NAME=VALUE` pairs, each followed by a NUL. */
export function markerIn(environ: Buffer): string | null {
  const inside = environ.indexOf(INSIDE);
  let from = inside + INSIDE.length;
  if (inside < 0) {
    if (!environ.subarray(0, AT_START.length).equals(AT_START)) return null;
    from = AT_START.length;
  }
  const end = environ.indexOf(0, from);
  return environ.toString('utf8', from, end < 0 ? environ.length : end);
}
