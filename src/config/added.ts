import type { ProcessSpec } from '../core/service.ts';
import { assemble } from './assemble.ts';
import { openDisk } from './disk.ts';
import { type Finding, warning } from './finding.ts';
import { serviceUnit } from './keys.ts';
import { validate } from './validate.ts';

/** The result of adding a service at run time. With errors there is no spec. */
export interface AddedService {
  readonly spec: ProcessSpec | null;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Names in its dependencies that no service has. */
  readonly unknown: readonly string[];
}

/** Checks a zinit unit that the protocol sends as an object, with the same table of keys as a file. */
export function addedService(options: {
  readonly unit: Record<string, unknown>;
  /** The project directory, where its command runs by default. */
  readonly dir: string;
  readonly existing: ReadonlySet<string>;
  readonly environ: Readonly<Record<string, string | undefined>>;
}): AddedService {
  const { dir, existing, environ } = options;
  const place = () => ({ source: { file: '', text: '' }, line: null, column: null });
  // A copy, because wrong parts are taken out. zinit's client sends null for omitted keys.
  const value = JSON.parse(JSON.stringify(options.unit, (_, member) => member ?? undefined)) as typeof options.unit;
  const { table, problems } = validate({ schema: serviceUnit, value, place, unknownKey: warning });
  if (table === null) return outcome(null, problems, []);
  const { service, dependencies, ...subTables } = table;
  const { name, ...keys } = service;
  const mentioned = Object.values(dependencies ?? {}).flatMap((names) => names ?? []);
  const assembled = assemble({
    config: {
      project: { name: undefined, envFile: null, procfile: false, autoReload: false },
      defaults: {},
      place,
      services: [
        {
          kind: 'service',
          name,
          table: { ...keys, ...dependencies, ...subTables },
          place,
          unit: true,
          expands: false,
          isTakenOut: () => false,
        },
      ],
      targets: [],
      // A check of this one service cannot know which names exist.
      lost: new Set(mentioned),
      broken: false,
      problems: [],
    },
    leased: new Map(),
    checkout: '',
    procfile: null,
    entries: [],
    instances: [],
    ports: new Map(),
    env: {},
    dir,
    procfileDir: dir,
    disk: openDisk(dir),
    environ,
  });
  const alone = assembled.services.find((spec): spec is ProcessSpec => spec.name === name && spec.kind !== 'target');
  // Its edges lead to services that were not checked here.
  const { requires = [], after = [], ended = [], wants = [], conflicts = [] } = dependencies ?? {};
  const spec = alone && { ...alone, requires, after, ended, wants, conflicts };
  const unknown = [...new Set(mentioned)].filter((other) => !existing.has(other));
  return outcome(spec ?? null, [...problems, ...assembled.problems], unknown);
}

function outcome(spec: ProcessSpec | null, problems: readonly Finding[], unknown: readonly string[]): AddedService {
  const texts = (severity: Finding['severity']) =>
    problems
      .filter((problem) => problem.severity === severity)
      .map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
  const errors = texts('error');
  return { spec: errors.length > 0 ? null : spec, errors, warnings: texts('warning'), unknown };
}
