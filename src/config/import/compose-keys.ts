import { resolve } from 'node:path';
import { error } from '../finding.ts';
import { nearestSignal, parseSignal, whyLacked } from '../signals.ts';
import { readBuild } from './compose-build.ts';
import { RESOURCES, readRestartPolicy } from './compose-deploy.ts';
import { DEVELOP } from './compose-develop.ts';
import { readHealthcheck } from './compose-health.ts';
import { readNamed, readNeeds } from './compose-needs.ts';
import { readPorts } from './compose-ports.ts';
import {
  type ComposeScope,
  containerName,
  inContainer,
  lineOrWords,
  type Reader,
  readEnvFile,
} from './compose-scope.ts';
import { readSecrets } from './compose-secrets.ts';
import { readVolumes } from './compose-volumes.ts';
import { set } from './draft.ts';
import {
  durationOf,
  type Field,
  fieldAt,
  fieldsOf,
  flagOf,
  integerOf,
  leaveOut,
  pairsOf,
  type Rows,
  readKeys,
  textOf,
  textsOf,
  wordOf,
} from './fields.ts';

/** An option of `docker run` with one value. */
const option = (flag: string) =>
  inContainer((field, { found, ...at }) => found.flags.push(flag, textOf(field, at) ?? ''));

/** An option that is repeated for each value. */
const options = (flag: string) =>
  inContainer((field, { found, ...at }) => found.flags.push(...textsOf(field, at).flatMap(({ text }) => [flag, text])));

/** An option that is repeated for each pair. */
const pairs = (flag: string, joint: string, separator = /=/) =>
  inContainer((field, { found, ...at }) => {
    for (const { name, value } of pairsOf(field, at, separator)) {
      found.flags.push(flag, value === null ? name : `${name}${joint}${value}`);
    }
  });

/** An option without a value. */
const switched = (flag: string) =>
  inContainer((field, { found, ...at }) => {
    if (flagOf(field, at)) found.flags.push(flag);
  });

const HERE = 'this service runs here, not in a container';

/** An option that may name another service whose namespace is shared. That service starts first. */
const sharing =
  (flag: string): Reader =>
  (field, at) => {
    const value = shared(field, at);
    if (at.found.runs === 'container') at.found.flags.push(flag, value ?? '');
    else if (value !== null && !/^(?:service|container):/.test(value)) leaveOut(field, HERE, at);
  };

/** Translates `service:NAME` for the engine. Any other value is unchanged. */
function shared(field: Field, at: ComposeScope): string | null {
  const text = textOf(field, at);
  const [, name] = /^service:(.+)$/.exec(text ?? '') ?? [];
  if (name === undefined) return text;
  at.draft.needs.push({ to: name, until: 'started', place: field.node.place });
  return at.found.runs === 'container' ? `container:${containerName(name, at)}` : text;
}

const LIMITS = 'docker run starts without it';
const POLICIES = { no: 'never', always: 'always', 'unless-stopped': 'always', 'on-failure': 'on-failure' } as const;
const PULLS = {
  always: 'always',
  missing: 'missing',
  if_not_present: 'missing',
  never: 'never',
  build: 'missing',
} as const;

/** Reads the keys of `deploy`. */
export const DEPLOY: Rows<ComposeScope> = {
  replicas: readReplicas,
  mode: null,
  resources: (field, at) => readKeys(field, RESOURCES, at),
  restart_policy: readRestartPolicy,
  update_config: null,
  rollback_config: null,
  placement: null,
  labels: null,
  endpoint_mode: null,
};

/** Reads each key of a service. `docs/import.md` describes the same in words. */
export const SERVICE: Rows<ComposeScope> = {
  image: inContainer((field, at) => {
    at.found.image = { text: textOf(field, at) ?? '', field };
  }),
  build: readBuild,
  command(field, at) {
    at.found.command = lineOrWords(field, at);
    at.draft.places.set('exec', field.node.place);
  },
  entrypoint(field, at) {
    at.found.entrypoint = lineOrWords(field, at);
  },
  environment(field, at) {
    for (const { name, value } of pairsOf(field, at)) {
      const known = value ?? at.options.environ[name] ?? at.options.variables[name];
      if (known !== undefined) at.found.env[name] = known;
    }
    at.draft.places.set('env', field.node.place);
  },
  env_file: readEnvFile,
  working_dir(field, at) {
    const dir = textOf(field, at) ?? '.';
    const path = resolve(at.options.dir, dir);
    if (at.found.runs === 'container') at.found.flags.push('--workdir', dir);
    else if (dir.startsWith('/') && at.options.disk.kind(path) !== 'directory')
      leaveOut(field, `${dir} is not a directory of this machine; the service runs here, not in a container`, at);
    else set(at.draft, field, 'dir', dir);
  },
  depends_on: readNeeds,
  ports: readPorts,
  volumes: readVolumes,
  healthcheck: readHealthcheck,
  restart(field, at) {
    const text = textOf(field, at) ?? '';
    const [, count] = /^on-failure:(\d+)$/.exec(text) ?? [];
    const policy = count === undefined ? wordOf(field, POLICIES, at) : 'on-failure';
    if (policy === null) return;
    const max = { max_restarts: Number(count ?? 0) };
    set(at.draft, field, 'lifecycle', { restart: policy, ...(policy === 'never' ? {} : max) });
  },
  stop_signal(field, at) {
    const signal = textOf(field, at);
    if (signal === null) return;
    const parsed = parseSignal(signal);
    const lacked = parsed && whyLacked(parsed);
    if (at.found.runs === 'container') at.found.stopSignal = signal;
    else if (lacked) at.problems.push(error('bad-signal', `${field.path}: ${lacked}`, field.node.place, null));
    else if (parsed !== null) set(at.draft, field, 'lifecycle', { stop_signal: signal });
    else {
      const near = nearestSignal(signal);
      const hint = near === null ? null : `did you mean "${near}"?`;
      at.problems.push(error('bad-signal', `${field.path}: there is no signal "${signal}"`, field.node.place, hint));
    }
  },
  stop_grace_period(field, at) {
    at.found.graceMs = durationOf(field, at) ?? at.found.graceMs;
    at.draft.places.set('lifecycle\0stop_timeout_ms', field.node.place);
  },
  profiles(field, at) {
    const own = textsOf(field, at).map(({ text }) => text);
    const active = own.some((name) => at.profiles.includes(name)) || at.profiles.includes('*');
    if (own.length > 0 && !active) set(at.draft, field, 'status', 'stop');
  },
  pull_policy: inContainer((field, at) => {
    at.found.pull = wordOf(field, PULLS, at) ?? at.found.pull;
  }),
  network_mode(field, at) {
    const mode = shared(field, at);
    if (at.found.runs === 'container') at.found.network = mode ?? 'bridge';
    else if (!/^(?:service|container):/.test(textOf(field, at) ?? '')) leaveOut(field, HERE, at);
  },
  networks: inContainer(readNetworks),
  scale: readReplicas,
  deploy: (field, at) => readKeys(field, DEPLOY, at),
  develop: (field, at) => readKeys(field, DEVELOP, at),
  extends: null,
  'x-zdev': null,
  expose: null,
  container_name: inContainer((field, at) =>
    leaveOut(field, 'the name is made unique to this project, so that two checkouts can run', at),
  ),
  user: option('--user'),
  hostname: option('--hostname'),
  domainname: option('--domainname'),
  platform: option('--platform'),
  shm_size: option('--shm-size'),
  mem_limit: option('--memory'),
  cpus: option('--cpus'),
  pid: sharing('--pid'),
  ipc: sharing('--ipc'),
  runtime: option('--runtime'),
  userns_mode: option('--userns'),
  mac_address: option('--mac-address'),
  privileged: switched('--privileged'),
  init: inContainer((field, at) => {
    const flag = flagOf(field, at);
    if (flag !== null) at.found.init = flag;
  }),
  read_only: switched('--read-only'),
  cap_add: options('--cap-add'),
  cap_drop: options('--cap-drop'),
  tmpfs: options('--tmpfs'),
  dns: options('--dns'),
  security_opt: options('--security-opt'),
  devices: options('--device'),
  group_add: options('--group-add'),
  extra_hosts: pairs('--add-host', ':', /[:=]/),
  labels: pairs('--label', '='),
  sysctls: pairs('--sysctl', '='),
  ulimits: LIMITS,
  tty: (field, at) => set(at.draft, field, 'tty', flagOf(field, at)),
  stdin_open: 'zdev attach NAME connects your terminal to a service that has one (tty)',
  attach: null,
  logging: 'zdev keeps the output: zdev logs',
  secrets: readSecrets,
  configs: 'mount the file as a volume',
  links: readNamed,
  external_links: 'zdev does not start containers of other projects, or wait for them',
  volumes_from(field, at) {
    readNamed(field, at);
    for (const { text } of textsOf(field, at)) {
      const [first = '', ...rest] = text.split(':');
      const name = first === 'container' ? rest.join(':') : [containerName(first, at), ...rest].join(':');
      if (at.found.runs === 'container') at.found.flags.push('--volumes-from', name);
    }
  },
};

function readReplicas(field: Field, at: ComposeScope): void {
  const count = integerOf(field, at, 0, 100) ?? 1;
  at.draft.replicas = Math.max(count, 1);
  if (count === 0) set(at.draft, field, 'status', 'stop');
}

/** All containers of a project share one network, in which the further names of a service are valid too. */
function readNetworks(field: Field, at: ComposeScope): void {
  leaveOut(field, 'all containers of the project share one network', at);
  if (field.node.kind !== 'map') return;
  for (const each of fieldsOf(field, at)) {
    const aliases = each.node.kind === 'map' ? fieldAt(each, 'aliases') : null;
    if (aliases !== null) at.found.aliases.push(...textsOf(aliases, at).map(({ text }) => text));
  }
}
