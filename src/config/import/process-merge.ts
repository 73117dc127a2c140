import { byName, concatenated, type MergeRules, merge, replace } from './merge.ts';
import type { MapNode, Node } from './node.ts';

/**
 * The rules by which process-compose merges files, and a process with the one it extends (its src/loader/merger.go,
 * 1.122).
 */
const RULES: MergeRules = {
  environment: byName,
  vars: byName,
  'processes.*.environment': byName,
  'processes.*.vars': byName,
  'processes.*.entrypoint': concatenated,
  'processes.*.args': concatenated,
  'processes.*.namespace': replace,
  'processes.*.watch': replace,
  'processes.*.watch.paths': replace,
};

/** Merges a later file over an earlier one, or over the one it extends. */
export const mergeFiles = (base: MapNode, own: MapNode): MapNode =>
  merge(base, own, { path: [], rules: RULES }) as MapNode;

/** Merges a process over the one it extends. */
export const mergeProcesses = (base: Node, own: Node): Node =>
  merge(base, own, { path: ['processes', ''], rules: RULES });
