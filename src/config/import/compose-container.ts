import { relative } from 'node:path';
import { type ContainerSpec, imageLine } from '../../core/container.ts';
import type { ServiceTable } from '../keys.ts';
import { givenWithValue, handedOn, hereOf, wordsOf } from './compose-command.ts';
import { type ComposeScope, containerName, textAt } from './compose-scope.ts';
import { containerScript } from './container.ts';
import { set } from './draft.ts';
import { fieldAt } from './fields.ts';

/** The names of all services, grouped by where they run. */
interface Everybody {
  readonly containers: readonly string[];
  readonly local: readonly string[];
}

/** Describes the container of a service, or those of its replicas, from its keys and `x-zdev`. */
export function makeContainers(at: ComposeScope, everybody: Everybody): void {
  const { draft, found } = at;
  const { image, build } = found;
  if (found.runs !== 'container' || (image === undefined && build === undefined)) return;
  const source = (image?.field ?? build?.field)!;
  const { replicas } = draft;
  const containers = Array.from({ length: replicas }, (_, index) => containerOf(at, index, everybody));
  draft.containers = containers;
  set(draft, source, 'exec', containerScript(containers[0]!, found.graceMs));
  const making = imageLine(containers[0]!, containers[0]!.engines[0]!);
  if (making !== null) set(draft, build?.field ?? source, 'build', making);
  // a check of x-zdev runs on this machine
  const own = fieldAt(draft.field, 'x-zdev');
  if (own !== null && fieldAt(own, 'health') !== null) delete draft.inside;
}

function containerOf(at: ComposeScope, index: number, { containers, local }: Everybody): ContainerSpec {
  const { draft, found, options, engines } = at;
  const { image, build } = found;
  const name = containerName(draft.name, at);
  const isShared = containers.length > 1 || draft.replicas > 1;
  const hasHosts = found.network === undefined || found.network === 'bridge';
  const own = fieldAt(draft.field, 'x-zdev');
  const lifecycle = own && fieldAt(own, 'lifecycle');
  const stopSignal = (lifecycle && textAt(lifecycle, 'stop_signal', at)) ?? found.stopSignal ?? null;
  return {
    engines: engines.commands,
    name: draft.replicas === 1 ? name : `${name}-${index + 1}`,
    image: image?.text ?? `${name}:latest`,
    title:
      build === undefined ? `image ${image?.text}` : `image built from ${relative(options.dir, build.context) || '.'}`,
    build: build?.words(image?.text ?? `${name}:latest`) ?? null,
    pull: found.pull,
    options: [
      ...(found.network === undefined ? [] : ['--network', found.network]),
      ...givenWithValue(at),
      ...found.flags,
    ],
    ports: found.ports.flatMap((port) => port(index) ?? []),
    entrypoint: wordsOf(found.entrypoint),
    words: wordsOf(found.command),
    variables: [...new Set([...Object.keys(handedOn(at)), ...Object.keys(draft.table.env ?? {})])],
    network:
      isShared && found.network === undefined
        ? { name: options.containers, aliases: [draft.name, ...found.aliases] }
        : null,
    hosts: hasHosts ? local : [],
    init: found.init ?? null,
    stopSignal,
    check: draft.table.health !== undefined || found.noCheck === true ? 'file' : 'image',
    here: hereOf(at),
  };
}

/** The table of a replica. Unless the replicas share a range of ports, only the first has a port of this machine. */
export function replicaTable(table: ServiceTable, index: number, { ports, runs }: ComposeScope['found']): ServiceTable {
  const { port, ...rest } = table;
  if (index === 0 || port === undefined || runs === 'here') return table;
  const own = ports.map((each) => publishedIn(each(index))).find((each) => each !== null);
  return own === undefined || own === null ? rest : { ...rest, port: own };
}

/** The published port in `ADDRESS:PUBLISHED:TARGET`. */
function publishedIn(port: string | null): number | null {
  const [, number] = /(?:^|:)(\d+):\d+(?:\/tcp)?$/.exec(port ?? '') ?? [];
  return number === undefined ? null : Number(number);
}
